package dev.larder.materialization;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a request means for the registry as it stands: which views, and which window of each. */
final class RequestedWindows {
  /** Clocks differ, and a schedule may be a little early. */
  private static final Duration FUTURE = Duration.ofMinutes(5);

  private RequestedWindows() {}

  /**
   * The windows in the order of the request, or of the registry.
   *
   * @throws UserException for a view that is not there or cannot be done, a window that ends before
   *     it starts, and one that ends in the future without {@link Request#allowFutureEnd}
   */
  static List<MaterializationWindow> of(Request request, Registry registry, Instant now) {
    requireEndOfNow(request, now);
    return views(request.views(), registry).stream()
        .map(
            view ->
                request.start() == null
                    ? MaterializationWindow.incremental(
                        view,
                        registry.intervals(view.name()),
                        request.end(),
                        request.lookback(),
                        now)
                    : MaterializationWindow.between(view, request.start(), request.end()))
        .toList();
  }

  private static void requireEndOfNow(Request request, Instant now) {
    if (!request.allowFutureEnd() && request.end().isAfter(now.plus(FUTURE))) {
      throw new UserException(
          "materialize",
          "END "
              + request.end()
              + " is in the future. Incremental runs, Larder's and Feast's, start where the last"
              + " one ended, so that they would find nothing until then. Expected a time up to now;"
              + " --allow-future-end takes this one.");
    }
  }

  /**
   * The views of these names; all that are online, where there is none.
   *
   * @throws UserException for a view that is not there or cannot be done
   */
  static List<FeatureView> views(List<String> names, Registry registry) {
    if (names.isEmpty()) {
      return onlineViews(registry);
    }
    return names.stream()
        .distinct()
        .map(registry.definitions()::featureView)
        .map(FeatureView::requireSupported)
        .toList();
  }

  /** All or none: a view that cannot be done is found before the first one is. */
  private static List<FeatureView> onlineViews(Registry registry) {
    List<FeatureView> views =
        registry.definitions().featureViews().values().stream()
            .filter(view -> view.online() && !view.disabled())
            .toList();
    if (views.isEmpty()) {
      throw new UserException(
          "registry",
          "No feature view is online."
              + DidYouMean.hint("", registry.definitions().featureViews().keySet()));
    }
    try {
      views.forEach(FeatureView::requireSupported);
    } catch (UserException e) {
      throw new UserException(
          e.problems().get(0).where(),
          e.problems().get(0).message() + " Name the views to materialize by --views.",
          e);
    }
    return views;
  }
}
