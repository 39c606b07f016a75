"""The picture of the README."""

from draw import PICTURE, draw


def test_the_picture_shows_the_dags_as_they_are(dags):
    drawn = draw(dags("spark_submit").values())
    assert PICTURE.read_text() == drawn, "python jobs/airflow/draw.py draws it again"
