package dev.larder.materialization;

import dev.larder.materialization.MaterializeJob.Progress;
import java.util.List;

/** Listens to a job and says nothing. */
enum Silent implements Progress {
  PROGRESS;

  @Override
  public void planned(List<MaterializationWindow> windows) {}

  @Override
  public void started(MaterializationWindow window) {}

  @Override
  public void finished(ViewResult result) {}
}
