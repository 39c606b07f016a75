package dev.larder.materialization;

import dev.larder.materialization.MaterializeJob.Progress;
import dev.larder.report.Verification;
import java.util.List;

/** Listens to a job and says nothing. */
enum Silent implements Progress, VerifyJob.Progress {
  PROGRESS;

  @Override
  public void planned(List<MaterializationWindow> windows) {}

  @Override
  public void started(MaterializationWindow window) {}

  @Override
  public void started(String view) {}

  @Override
  public void running(ViewProgress progress) {}

  @Override
  public void finished(ViewResult result) {}

  @Override
  public void finished(Verification.View view) {}
}
