package dev.larder.testing;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * All that this JVM logs, with traces: from INFO on, and Larder's own from DEBUG; but for the
 * loggers that {@code conf/log4j2.properties} turns off too.
 */
public final class CapturedLog implements AutoCloseable {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "dev.larder", Level.DEBUG,
          "redis.clients", Level.DEBUG,
          "software.amazon", Level.DEBUG,
          "org.apache.spark.executor.Executor", Level.OFF,
          "org.apache.spark.scheduler.TaskSetManager", Level.OFF,
          "org.apache.spark.util.Utils", Level.OFF,
          "org.apache.spark.sql.execution.datasources.FileFormatWriter", Level.OFF);

  private final StringWriter text = new StringWriter();
  private final LoggerConfig root;
  private final Level rootLevel;
  private final WriterAppender appender;

  private CapturedLog() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    root = context.getConfiguration().getRootLogger();
    rootLevel = root.getLevel();
    appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder().withPattern("%p %c: %m%n%ex").build(),
            null,
            text,
            "captured",
            false,
            true);
    appender.start();
    root.addAppender(appender, Level.ALL, null);
    Configurator.setLevel(LogManager.ROOT_LOGGER_NAME, Level.INFO);
    Configurator.setLevel(LEVELS);
    LogManager.getLogger("dev.larder.test").info("begins");
  }

  /** Begins to capture; {@link #close} ends it. */
  public static CapturedLog start() {
    return new CapturedLog();
  }

  /** What was logged so far. */
  public String text() {
    return text.toString();
  }

  @Override
  public void close() {
    root.removeAppender("captured");
    appender.stop();
    Configurator.setLevel(LogManager.ROOT_LOGGER_NAME, rootLevel);
    Map<String, Level> before = new HashMap<>();
    LEVELS.keySet().forEach(name -> before.put(name, rootLevel));
    Configurator.setLevel(before);
  }
}
