package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

class MaterializeArgumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2021-01-01 2021-02-01 -v a -v b",
        "2021-01-01 2021-02-01 --views a b",
        "-v a,b 2021-01-01 2021-02-01T00:00:00",
        "-v a b 2021-01-01 2021-02-01",
        "-v a 2021-01-01 --overwrite -v b 2021-02-01",
      })
  void viewsMayStandBeforeAndBehindTheTimes(String arguments) {
    assertThat(views(arguments)).isEqualTo(List.of("a", "b"));
  }

  @Test
  void viewsNeedANameWhereTheyAreGiven() {
    assertThatThrownBy(() -> views("-v 2021-01-01 2021-02-01"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--views");
  }

  @ParameterizedTest
  @CsvSource({
    "2021-08-25,2021-08-25T00:00:00Z",
    "2021-08-25T20:34,2021-08-25T20:34:00Z",
    "2021-08-25 20:34:41,2021-08-25T20:34:41Z",
    "2021-08-25T20:34:41.1234567,2021-08-25T20:34:41.123456Z",
    "2021-08-25T20:34:41Z,2021-08-25T20:34:41Z",
    "2021-08-25 20:34:41+02:00,2021-08-25T18:34:41Z",
    "2021-08-25T20:34:41+0200,2021-08-25T18:34:41Z",
    "2021-08-25t20:34:41z,2021-08-25T20:34:41Z",
  })
  void timesAreUtcUnlessTheySayOtherwise(String text, String instant) {
    assertThat(new TimestampConverter().convert(text)).hasToString(instant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2021", "2021-02-30", "25.08.2021", "2021-08-25T25:00", ""})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> new TimestampConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("expected a date or a time such as")
        .hasMessageContaining("found '" + text + "'");
  }

  private static Object views(String arguments) {
    CommandLine command = new CommandLine(new MaterializeCommand());
    command.parseArgs(arguments.split(" ", -1));
    return command.getCommandSpec().findOption("--views").getValue();
  }
}
