package dev.larder.cli.demo;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A zip code with what its people earn.
 *
 * @param affluence how far its wages lie above the usual ones; 0 is usual, 1 is a lot
 */
record ZipCode(
    long number,
    String city,
    String state,
    long taxReturnsFiled,
    long population,
    long totalWages,
    double affluence) {
  static final int COUNT = 12_000;

  /** The zip code in the AWS post's loan request, one of those that are made. */
  static final long OF_THE_POST = 76_104;

  static final String SCHEMA =
      "zipcode BIGINT, city STRING, state STRING, location_type STRING, tax_returns_filed BIGINT,"
          + " population BIGINT, total_wages BIGINT, event_timestamp TIMESTAMP,"
          + " created_timestamp TIMESTAMP";

  private static final Instant COUNTED = Instant.parse("2017-01-01T12:00:00Z");
  private static final int FIRST = 1001;
  private static final int STEP = 8;

  /** The states of each first digit. */
  private static final String[][] STATES = {
    {"MA", "RI", "NH", "ME", "VT", "CT", "NJ"},
    {"NY", "PA", "DE"},
    {"DC", "VA", "MD", "WV", "NC", "SC"},
    {"GA", "FL", "AL", "TN", "MS"},
    {"IN", "KY", "MI", "OH"},
    {"IA", "WI", "MN", "SD", "ND", "MT"},
    {"IL", "MO", "KS", "NE"},
    {"LA", "AR", "OK", "TX"},
    {"CO", "WY", "ID", "UT", "AZ", "NM", "NV"},
    {"CA", "OR", "WA", "AK", "HI"}
  };

  private static final String[] CITY_STARTS = {
    "SPRING", "GREEN", "FAIR", "OAK", "RIVER", "LAKE", "MILL", "CEDAR", "BROOK", "ASH", "STONE",
    "CLEAR", "NEW", "HILL", "WEST", "EAST", "NORTH", "SOUTH", "MAPLE", "GLEN"
  };
  private static final String[] CITY_ENDS = {
    "FIELD", "VILLE", "WOOD", "TON", "PORT", "DALE", "VIEW", "BURG", "HAVEN", "FORD", "CREST",
    "BOROUGH", "MONT", "LAND", "SIDE"
  };

  /** The zip code of an index below {@link #COUNT}. */
  static ZipCode of(int index) {
    Chance chance = Chance.of("zip code", index);
    int number = FIRST + STEP * index + STEP - 1;
    double affluence = chance.normal(0, 0.5);
    long population = Math.round(Math.max(272, chance.logNormal(3100, 1.3)));
    long returns = Math.round(population * 0.57);
    return new ZipCode(
        number,
        chance.oneOf(CITY_STARTS) + chance.oneOf(CITY_ENDS),
        chance.oneOf(STATES[number / 10_000]),
        returns,
        population,
        Math.round(returns * chance.logNormal(38_000, 0.1) * StrictMath.exp(0.6 * affluence)),
        affluence);
  }

  /** The index of the zip code in the AWS post's loan request. */
  static int indexOfThePost() {
    return (int) ((OF_THE_POST - FIRST) / STEP);
  }

  /** A number in the same range that no zip code has. */
  static long unknown(int index) {
    return of(index).number() - 1;
  }

  Row row() {
    Timestamp counted = Timestamp.from(COUNTED);
    return RowFactory.create(
        number, city, state, "PRIMARY", taxReturnsFiled, population, totalWages, counted, counted);
  }
}
