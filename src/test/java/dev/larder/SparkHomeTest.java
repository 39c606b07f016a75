package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Holds the versions of the jars that the launcher runs on to those of the build. */
class SparkHomeTest {
  @Test
  void theLauncherRunsOnTheVersionsThatTheTestsRunOn() throws Exception {
    Map<String, String> build = versions(Path.of("pom.xml"));
    Map<String, String> home = versions(Path.of("scripts/spark-home/pom.xml"));
    assertThat(home).containsKeys("spark.version", "hadoop.version", "slf4j.version");
    assertThat(build).containsAllEntriesOf(home);
  }

  private static Map<String, String> versions(Path pom) throws Exception {
    NodeList properties =
        ((Element)
                DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getElementsByTagName("properties")
                    .item(0))
            .getElementsByTagName("*");
    return IntStream.range(0, properties.getLength())
        .mapToObj(properties::item)
        .filter(p -> p.getNodeName().endsWith(".version"))
        .collect(Collectors.toMap(p -> p.getNodeName(), p -> p.getTextContent()));
  }
}
