package dev.larder.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What was known of an applicant's credit at one moment, and when it was written down. As in real
 * tables, some people have no reports, some stop being reported, single reports are missing, and
 * some are corrected days later by a second row for the same moment.
 */
record CreditReport(
    String dobSsn,
    Instant time,
    Instant created,
    long creditCardDue,
    long mortgageDue,
    long studentLoanDue,
    long vehicleLoanDue,
    long hardPulls,
    long missedPayments2y,
    long missedPayments1y,
    long missedPayments6m,
    long bankruptcies) {
  static final String SCHEMA =
      "event_timestamp TIMESTAMP_NTZ, dob_ssn STRING, credit_card_due BIGINT, mortgage_due BIGINT,"
          + " student_loan_due BIGINT, vehicle_loan_due BIGINT, hard_pulls BIGINT,"
          + " missed_payments_2y BIGINT, missed_payments_1y BIGINT, missed_payments_6m BIGINT,"
          + " bankruptcies BIGINT, created_timestamp TIMESTAMP_NTZ";

  private static final Instant FIRST = Instant.parse("2020-06-01T00:00:00Z");
  private static final Duration PERIOD = Duration.ofDays(45);
  private static final int PERIODS = 10;

  private static final double WITHOUT_REPORTS = 0.025;
  private static final double STOPPED = 0.03;
  private static final double MISSING = 0.015;
  private static final double CORRECTED = 0.01;

  /** All reports of an applicant, in the order in which they were written down. */
  static List<CreditReport> of(Applicant applicant) {
    Chance chance = Chance.of("credit reports", applicant.index());
    List<CreditReport> reports = new ArrayList<>();
    if (chance.happens(WITHOUT_REPORTS)) {
      return reports;
    }
    int periods = chance.happens(STOPPED) ? 1 + chance.below(PERIODS / 2) : PERIODS;
    Instant time = FIRST.plusSeconds(chance.below((int) PERIOD.toSeconds()));
    for (int period = 0; period < periods; period++, time = time.plus(PERIOD)) {
      CreditReport report = at(applicant, time, chance);
      if (!chance.happens(MISSING)) {
        reports.add(report);
      }
      if (chance.happens(CORRECTED)) {
        reports.add(report.corrected(chance));
      }
    }
    reports.sort(Comparator.comparing(CreditReport::created));
    return reports;
  }

  /** The report that holds at a moment, as it is known today. */
  static Optional<CreditReport> asOf(Applicant applicant, Instant moment) {
    return of(applicant).stream()
        .filter(report -> !report.time().isAfter(moment))
        .max(Comparator.comparing(CreditReport::time).thenComparing(CreditReport::created));
  }

  private static CreditReport at(Applicant applicant, Instant time, Chance chance) {
    double risk = applicant.risk();
    long missed = chance.count(2.2 + 1.6 * risk, 0.9, 0, 7);
    long missedLastYear = Math.min(missed, chance.count(0.4 * missed, 0.5, 0, 3));
    return new CreditReport(
        applicant.dobSsn(),
        time,
        time.plusSeconds(chance.below(12 * 3600)),
        Math.round(Math.min(10_000, chance.logNormal(3500 * (1 + 0.2 * Math.max(0, risk)), 0.5))),
        chance.happens(0.3) ? Math.round(chance.logNormal(180_000, 0.6)) : 0,
        Math.round(chance.logNormal(12_000, 0.9)),
        Math.round(chance.logNormal(9_000, 0.7)),
        chance.count(4 + 1.6 * risk, 1.5, 0, 10),
        missed,
        missedLastYear,
        Math.min(missedLastYear, chance.happens(0.4) ? 1 : 0),
        chance.count(0.45 * risk - 0.4, 0.4, 0, 2));
  }

  private CreditReport corrected(Chance chance) {
    return new CreditReport(
        dobSsn,
        time,
        created.plus(Duration.ofDays(1 + chance.below(9))),
        creditCardDue + 50 + chance.below(400),
        mortgageDue,
        studentLoanDue,
        vehicleLoanDue,
        Math.min(10, hardPulls + 1),
        Math.min(7, missedPayments2y + 1),
        missedPayments1y,
        missedPayments6m,
        bankruptcies);
  }

  Row row() {
    return RowFactory.create(
        utc(time),
        dobSsn,
        creditCardDue,
        mortgageDue,
        studentLoanDue,
        vehicleLoanDue,
        hardPulls,
        missedPayments2y,
        missedPayments1y,
        missedPayments6m,
        bankruptcies,
        utc(created));
  }

  /** Without a zone, as pandas writes times; they mean UTC. */
  private static LocalDateTime utc(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
