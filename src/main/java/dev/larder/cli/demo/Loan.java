package dev.larder.cli.demo;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A loan that was asked for, and whether it defaulted: the likelier, the larger it is beside the
 * income, the worse the credit report of its day, and the poorer the neighbourhood.
 */
record Loan(
    long id,
    Applicant applicant,
    Instant time,
    String homeOwnership,
    double employmentYears,
    String intent,
    long amount,
    double interestRate,
    boolean defaulted) {
  static final int COUNT = 28_000;
  static final String SCHEMA =
      "loan_id BIGINT, dob_ssn STRING, zipcode BIGINT, person_age BIGINT, person_income BIGINT,"
          + " person_home_ownership STRING, person_emp_length DOUBLE, loan_intent STRING,"
          + " loan_amnt BIGINT, loan_int_rate DOUBLE, loan_status BIGINT,"
          + " event_timestamp TIMESTAMP, created_timestamp TIMESTAMP";

  private static final long FIRST_ID = 10_000;
  private static final Instant FIRST = Instant.parse("2020-08-25T20:34:41Z");
  private static final Duration BETWEEN = Duration.ofDays(365).dividedBy(COUNT);

  /** Shares no factor with the number of applicants, so all of them come before one comes again. */
  private static final long STRIDE = 7919;

  private static final String[] INTENTS = {
    "EDUCATION", "MEDICAL", "VENTURE", "PERSONAL", "DEBTCONSOLIDATION", "HOMEIMPROVEMENT"
  };

  /** The loan of an index below {@link #COUNT}; they are in the order of time. */
  static Loan of(int index) {
    Chance chance = Chance.of("loan", index);
    Applicant applicant = Applicant.of((int) (index * STRIDE % Applicant.COUNT));
    Instant time = FIRST.plus(BETWEEN.multipliedBy(index));
    String home = homeOwnership(applicant, chance);
    String intent = chance.oneOf(INTENTS);
    long amount =
        25 * Math.round(Math.max(500, Math.min(35_000, chance.logNormal(8000, 0.65))) / 25);
    double rate =
        Math.round(
                100
                    * Math.max(
                        5.42, Math.min(23.22, chance.normal(11 + 1.2 * applicant.risk(), 2.6))))
            / 100.0;
    double years = chance.count(4.8, 4, 0, 40);
    double odds = logOdds(applicant, time, home, intent, amount, rate, years);
    boolean defaulted = chance.happens(1 / (1 + StrictMath.exp(-odds)));
    return new Loan(
        FIRST_ID + index, applicant, time, home, years, intent, amount, rate, defaulted);
  }

  private static String homeOwnership(Applicant applicant, Chance chance) {
    double owns = Math.min(0.85, applicant.income() / 130_000.0);
    if (!chance.happens(owns)) {
      return chance.happens(0.005) ? "OTHER" : "RENT";
    }
    return chance.happens(0.16) ? "OWN" : "MORTGAGE";
  }

  private static double logOdds(
      Applicant applicant,
      Instant time,
      String home,
      String intent,
      long amount,
      double rate,
      double years) {
    double burden = Math.min(1, amount / (double) applicant.income());
    return -4.6
        + 5.5 * burden
        + 0.1 * (rate - 11)
        + (home.equals("RENT") ? 0.5 : 0)
        + (intent.equals("MEDICAL") || intent.equals("DEBTCONSOLIDATION") ? 0.4 : 0)
        - 0.03 * years
        - 0.6 * ZipCode.of(applicant.zipIndex()).affluence()
        + creditLogOdds(CreditReport.asOf(applicant, time));
  }

  private static double creditLogOdds(Optional<CreditReport> report) {
    return report
        .map(
            r ->
                0.4 * r.missedPayments2y()
                    + 0.8 * r.missedPayments6m()
                    + 0.8 * r.bankruptcies()
                    + 0.08 * r.hardPulls())
        .orElse(1.6);
  }

  Row row() {
    return RowFactory.create(
        id,
        applicant.dobSsn(),
        applicant.zipcode(),
        applicant.age(time),
        applicant.income(),
        homeOwnership,
        employmentYears,
        intent,
        amount,
        interestRate,
        defaulted ? 1L : 0L,
        Timestamp.from(time),
        Timestamp.from(time));
  }
}
