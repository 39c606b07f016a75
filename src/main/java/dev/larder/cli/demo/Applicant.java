package dev.larder.cli.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Somebody who asks for loans.
 *
 * @param dobSsn date of birth and last digits of the social security number; no two have the same
 * @param risk how likely to miss payments, in standard deviations; nothing that a lender sees
 * @param income a year's, in dollars
 * @param zipcode where they live; one in fifty lives where no zip code is known
 */
record Applicant(
    int index,
    String dobSsn,
    LocalDate born,
    double risk,
    long income,
    long zipcode,
    int zipIndex) {
  static final int COUNT = 26_000;

  /** The applicant of the AWS post's loan request, who has the index 0. */
  static final String OF_THE_POST = "19630621_4278";

  private static final LocalDate FIRST_BORN = LocalDate.of(1945, 1, 1);
  private static final int BIRTHDAYS = 20_000;

  /** Shares no factor with the number of birthdays or of digits, so it goes through all of them. */
  private static final long STRIDE = 7919;

  static Applicant of(int index) {
    return index == 0 ? ofThePost() : random(index);
  }

  private static Applicant ofThePost() {
    LocalDate born = LocalDate.of(1963, 6, 21);
    return new Applicant(
        0, OF_THE_POST, born, 0, 59_000, ZipCode.OF_THE_POST, ZipCode.indexOfThePost());
  }

  private static Applicant random(int index) {
    Chance chance = Chance.of("applicant", index);
    LocalDate born = FIRST_BORN.plusDays(index * STRIDE % BIRTHDAYS);
    long digits = (index * STRIDE + index / BIRTHDAYS * 31L) % 10_000;
    double risk = chance.normal(0, 1);
    int zipIndex = chance.below(ZipCode.COUNT);
    ZipCode zip = ZipCode.of(zipIndex);
    return new Applicant(
        index,
        String.format(
            Locale.ROOT, "%s_%04d", DateTimeFormatter.BASIC_ISO_DATE.format(born), digits),
        born,
        risk,
        Math.round(Math.max(40, chance.logNormal(560, 0.5) * StrictMath.exp(0.3 * zip.affluence())))
            * 100,
        chance.happens(0.02) ? ZipCode.unknown(zipIndex) : zip.number(),
        zipIndex);
  }

  long age(Instant time) {
    return ChronoUnit.YEARS.between(born, LocalDate.ofInstant(time, ZoneOffset.UTC));
  }
}
