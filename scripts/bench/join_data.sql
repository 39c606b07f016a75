-- The tables of the benchmark, for DuckDB. The variables `loans` and `zips` hold numbers of rows; all
-- else is drawn from hashes of a row's number, so it is the same on every machine.
CREATE MACRO draw(i, what, n) AS (hash(i, what) % n)::BIGINT;
CREATE MACRO days(n) AS n * 86400000000;
CREATE MACRO utc(us) AS make_timestamp(us::BIGINT) AT TIME ZONE 'UTC';
CREATE MACRO created(i, event_us, corrects) AS utc(event_us + CASE
    WHEN corrects THEN days(3) + draw(i, 'late', days(9)) ELSE draw(i, 'created', days(2)) END);

-- A day of birth and four digits; each person has another.
CREATE MACRO person_id(person) AS person * 7368787 % 200000000;
CREATE MACRO dob_ssn(person) AS
    strftime(DATE '1940-01-01' + (person_id(person) // 10000)::INTEGER, '%Y%m%d')
    || '_' || lpad((person_id(person) % 10000)::VARCHAR, 4, '0');

-- From March 2020 to January 2021. 5 % have no history, and as many only an expired one.
CREATE VIEW loans AS
SELECT
    i AS loan_id,
    dob_ssn(draw(i, 'person', getvariable('loans') * 21 // 20)) AS dob_ssn,
    10000 + draw(i, 'zipcode', getvariable('zips') // 4 * 101 // 100) AS zipcode,
    utc(1583020800000000 + draw(i, 'loan', days(330))) AS event_timestamp,
    draw(i, 'person_income', 200000) AS person_income,
    draw(i, 'loan_amnt', 35000) AS loan_amnt,
    draw(i, 'loan_status', 2) AS loan_status
FROM range(getvariable('loans')) AS numbers(i);

-- Ten snapshots of each person from 2020 on, about 30 days apart, stored snapshot by snapshot. One row
-- in fifty is a correction instead: the event time of the person's snapshot before, created later.
CREATE VIEW credit_history AS
WITH snapshots AS (
    SELECT
        i,
        i // getvariable('loans') AS snapshot,
        i * 7919 % getvariable('loans') AS person,
        snapshot > 0 AND draw(i, 'corrects', 50) = 0 AS corrects
    FROM range(10 * getvariable('loans')) AS numbers(i)
), events AS (
    SELECT
        *,
        snapshot - corrects::INTEGER AS seen,
        1577836800000000 + days(30) * seen + draw(person, seen, days(30)) AS event_us
    FROM snapshots
)
SELECT
    dob_ssn(person) AS dob_ssn,
    utc(event_us) AS event_timestamp,
    created(i, event_us, corrects) AS created_timestamp,
    draw(i, 'credit_card_due', 10000) AS credit_card_due,
    CASE WHEN draw(i, 'mortgage', 10) > 0 THEN draw(i, 'mortgage_due', 900000) END AS mortgage_due,
    draw(i, 'student_loan_due', 80000) AS student_loan_due,
    draw(i, 'vehicle_loan_due', 50000) AS vehicle_loan_due,
    draw(i, 'hard_pulls', 12) AS hard_pulls,
    draw(i, 'missed_payments_2y', 8) AS missed_payments_2y,
    draw(i, 'missed_payments_1y', 5) AS missed_payments_1y,
    draw(i, 'missed_payments_6m', 3) AS missed_payments_6m,
    draw(i, 'bankruptcies', 3) AS bankruptcies
FROM events;

-- Four years of each zip code from 2017 on, with one correction in a hundred.
CREATE VIEW zipcode_features AS
WITH years AS (
    SELECT
        i,
        i // (getvariable('zips') // 4) AS year,
        10000 + i % (getvariable('zips') // 4) AS zipcode,
        year > 0 AND draw(i, 'corrects', 100) = 0 AS corrects
    FROM range(getvariable('zips')) AS numbers(i)
), events AS (
    SELECT
        *,
        year - corrects::INTEGER AS seen,
        1483228800000000 + days(365) * seen + draw(zipcode, seen, days(365)) AS event_us
    FROM years
)
SELECT
    zipcode,
    utc(event_us) AS event_timestamp,
    created(i, event_us, corrects) AS created_timestamp,
    'CITY ' || zipcode % 20000 AS city,
    chr((65 + zipcode % 26)::INTEGER) || chr((65 + zipcode % 19)::INTEGER) AS state,
    ['PRIMARY', 'PO BOX', 'UNIQUE'][1 + draw(zipcode, 'type', 3)] AS location_type,
    draw(i, 'tax_returns_filed', 40000) AS tax_returns_filed,
    draw(i, 'population', 90000) AS population,
    draw(i, 'total_wages', 2000000000) AS total_wages
FROM events;
