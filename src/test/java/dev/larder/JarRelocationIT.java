package dev.larder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the classes of larder.jar ask for; apart from {@link LarderJarIT}, since it reads them all.
 */
class JarRelocationIT {
  /** What is relocated, by its packages before that. */
  private static final String[] RELOCATED = {
    "com.fasterxml.jackson..",
    "org.yaml..",
    "com.google.protobuf..",
    "org.apache.commons.codec..",
    "org.apache.commons.pool2..",
    "org.apache.commons.logging..",
    "org.apache.http..",
    "redis.clients..",
    "software.amazon..",
    "org.reactivestreams..",
    "io.micrometer..",
    "io.prometheus..",
    "org.HdrHistogram..",
    "picocli.."
  };

  private static JavaClasses classes;

  @BeforeAll
  static void readTheJar() {
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // Spark's classes are only named here, and reading them too takes half a minute.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          try (JarFile jar = new JarFile(Path.of(System.getProperty("larder.jar")).toFile())) {
            classes = new ClassFileImporter().importJar(jar);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void asksForNothingByTheNameItHadBeforeRelocation() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(RELOCATED).check(classes);
  }

  @Test
  void sparkRedisUsesTheRelocatedJedis() {
    Set<String> used =
        classes.stream()
            .filter(c -> c.getPackageName().startsWith("com.redislabs"))
            .map(JavaClass::getDirectDependenciesFromSelf)
            .flatMap(Set::stream)
            .map(Dependency::getTargetClass)
            .map(JavaClass::getName)
            .filter(name -> name.contains(".jedis."))
            .collect(Collectors.toSet());
    assertThat(used).isNotEmpty().allMatch(name -> name.startsWith("dev.larder.shaded.jedis."));
  }
}
