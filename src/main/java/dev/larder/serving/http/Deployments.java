package dev.larder.serving.http;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.model.PortableModel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions and the model that are served, looked at again and again: what has changed is
 * served as a whole, once all of it can be used; until then what was served before.
 */
final class Deployments implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

  private final FeatureStoreConfig config;
  private final Supplier<Definitions> definitions;
  private final Supplier<PortableModel> model;
  private final Consumer<Boolean> reloaded;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "larder-reload");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Deployment current;

  /**
   * Loads both.
   *
   * @param definitions reads the registry's
   * @param reloaded hears of every change whether it could be taken
   * @throws UserException where one cannot be read, or they do not fit
   */
  Deployments(
      FeatureStoreConfig config,
      Supplier<Definitions> definitions,
      Supplier<PortableModel> model,
      Consumer<Boolean> reloaded) {
    this.config = config;
    this.definitions = definitions;
    this.model = model;
    this.reloaded = reloaded;
    this.current = new Deployment(config, definitions.get(), model.get());
  }

  void lookEvery(Duration period) {
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  Deployment current() {
    return current;
  }

  private void look() {
    try {
      Definitions newDefinitions = definitions.get();
      PortableModel newModel = model.get();
      if (!current.isOf(newDefinitions, newModel)) {
        current = new Deployment(config, newDefinitions, newModel);
        reloaded.accept(true);
        LOG.info("Now serving the model {} on changed files.", newModel.name());
      }
    } catch (UserException e) {
      reloaded.accept(false);
      LOG.warn("Still serving what was loaded before: {}", e.getMessage());
    } catch (RuntimeException e) {
      // A schedule ends with its first exception.
      reloaded.accept(false);
      LOG.warn("Still serving what was loaded before", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
