package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, as {@link Durations} takes them. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Durations.parse(null, text);
    } catch (UserException e) {
      throw new TypeConversionException(e.problems().get(0).message());
    }
  }
}
