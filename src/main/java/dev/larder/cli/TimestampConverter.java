package dev.larder.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Times on the command line: a date, or a date and a time with or without seconds, a fraction and
 * an offset. Without an offset they mean UTC. Fractions are cut to microseconds, as Feast keeps
 * them.
 */
final class TimestampConverter implements ITypeConverter<Instant> {
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[' ']")
          .appendPattern("[XXXXX][XX][X]")
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  @Override
  public Instant convert(String text) {
    try {
      return instant(parse(text)).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "expected a date or a time such as 2021-08-25, 2021-08-25T20:34:41 or"
              + " 2021-08-25T20:34:41+02:00, found '"
              + text
              + "'");
    }
  }

  /** Whether {@link #convert} takes the text. */
  boolean isTimestamp(String text) {
    try {
      return parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static TemporalAccessor parse(String text) {
    return FORMAT.parseBest(
        text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
  }

  private static Instant instant(TemporalAccessor parsed) {
    if (parsed instanceof OffsetDateTime time) {
      return time.toInstant();
    } else if (parsed instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    return ((LocalDate) parsed).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
