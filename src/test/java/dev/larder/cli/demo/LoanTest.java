package dev.larder.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the made-up people and their loans are like, as a whole. */
class LoanTest {
  private static List<Loan> loans;
  private static List<List<CreditReport>> histories;
  private static Set<Long> zipCodes;

  @BeforeAll
  static void makeAll() {
    loans = IntStream.range(0, Loan.COUNT).mapToObj(Loan::of).toList();
    histories =
        IntStream.range(0, Applicant.COUNT)
            .mapToObj(index -> CreditReport.of(Applicant.of(index)))
            .toList();
    zipCodes =
        IntStream.range(0, ZipCode.COUNT)
            .mapToObj(index -> ZipCode.of(index).number())
            .collect(Collectors.toSet());
  }

  private static double share(Predicate<Loan> condition) {
    return loans.stream().filter(condition).count() / (double) loans.size();
  }

  private static double defaultRate(Predicate<Loan> condition) {
    return loans.stream()
        .filter(condition)
        .mapToInt(loan -> loan.defaulted() ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static double burden(Loan loan) {
    return loan.amount() / (double) loan.applicant().income();
  }

  private static boolean missed(Loan loan, int least, int most) {
    return CreditReport.asOf(loan.applicant(), loan.time())
        .filter(r -> r.missedPayments2y() >= least && r.missedPayments2y() <= most)
        .isPresent();
  }

  @Test
  void noTwoApplicantsOrZipCodesAreTheSame() {
    assertThat(loans.stream().map(loan -> loan.applicant().dobSsn()).distinct())
        .hasSize(Applicant.COUNT);
    assertThat(zipCodes).hasSize(ZipCode.COUNT);
  }

  @Test
  void someApplicantsHaveNoReportsAndSomeZipCodesAreUnknown() {
    assertThat(histories.stream().filter(List::isEmpty).count() / (double) Applicant.COUNT)
        .isBetween(0.02, 0.03);
    assertThat(share(loan -> !zipCodes.contains(loan.applicant().zipcode())))
        .isBetween(0.015, 0.025);
  }

  @Test
  void someReportsAreCorrectedLater() {
    List<CreditReport> all = histories.stream().flatMap(List::stream).toList();
    Set<Object> moments = new HashSet<>();
    List<CreditReport> corrections =
        all.stream().filter(r -> !moments.add(List.of(r.dobSsn(), r.time()))).toList();
    assertThat(corrections.size() / (double) all.size()).isBetween(0.008, 0.012);
    assertThat(corrections)
        .allSatisfy(r -> assertThat(r.created()).isAfter(r.time().plusSeconds(24 * 3600)));
  }

  @Test
  void someReportsAreMissingAndSomePeopleAreNoLongerReported() {
    List<Long> counts =
        histories.stream()
            .map(reports -> reports.stream().map(CreditReport::time).distinct().count())
            .toList();
    assertThat(counts).contains(10L, 9L, 8L).doesNotContain(11L);
    assertThat(counts.stream().filter(n -> n >= 1 && n <= 5).count() / (double) Applicant.COUNT)
        .isBetween(0.02, 0.04);
  }

  @Test
  void defaultsDependOnTheLoanAndOnTheCreditHistory() {
    assertThat(share(Loan::defaulted)).isBetween(0.18, 0.27);
    assertThat(defaultRate(loan -> burden(loan) > 0.3))
        .isGreaterThan(2 * defaultRate(loan -> burden(loan) < 0.1));
    assertThat(defaultRate(loan -> missed(loan, 4, 7)))
        .isGreaterThan(2 * defaultRate(loan -> missed(loan, 0, 1)));
  }
}
