package dev.larder.cli;

import dev.larder.materialization.MaterializationEstimate;
import dev.larder.materialization.MaterializationEstimate.Master;
import dev.larder.materialization.MaterializationEstimate.View;
import java.io.PrintWriter;

/** Prints what a materialization would do. */
final class MaterializationEstimateReport {
  private final PrintWriter out;

  MaterializationEstimateReport(PrintWriter out) {
    this.out = out;
  }

  void print(MaterializationEstimate estimate) {
    estimate.featureViews().forEach(this::print);
    out.printf("%nMasters%n");
    estimate.masters().forEach(this::print);
    out.printf(
        "%nExpected: %.1f s, %.1f s of them to read, the rest to write %,d rows a second a"
            + " master.%n",
        estimate.seconds(), estimate.readSeconds(), estimate.rowsPerSecond());
    out.println("This is a dry run: nothing was written.");
  }

  private void print(View view) {
    out.printf("%n%s from %s to %s:%n", view.name(), view.start(), view.end());
    if (view.upToDate()) {
      out.println("  up to date, nothing to load");
      return;
    }
    out.printf(
        "  %,d rows of %,d entities, %s to write%n",
        view.rows(), view.entities(), DryRunReport.bytes(view.bytes()));
    if (view.withoutKey() > 0) {
      out.printf("  %,d rows left out: a join key is null%n", view.withoutKey());
    }
    out.printf(
        "  %,d new, %,d newer, %,d not newer than stored%s%n",
        view.newEntities(),
        view.newer(),
        view.older(),
        view.sampled() == view.entities()
            ? ""
            : String.format(", estimated from %,d keys", view.sampled()));
  }

  private void print(Master master) {
    out.printf(
        "  %-21s  %,12d rows  %9s to write  %9s more memory, %s%n",
        master.name(),
        master.entities(),
        DryRunReport.bytes(master.bytes()),
        DryRunReport.bytes(master.memoryBytes()),
        master.freeBytes() == null
            ? "no limit"
            : DryRunReport.bytes(master.freeBytes()) + " free" + (master.fits() ? "" : ": FULL"));
  }
}
