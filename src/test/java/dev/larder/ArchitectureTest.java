package dev.larder;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the packages to the arrows that the architecture allows. */
class ArchitectureTest {
  private static final String ROOT = "dev.larder";

  private record Allowed(boolean spark, List<String> packages) {
    static Allowed onSpark(String... packages) {
      return new Allowed(true, List.of(packages));
    }

    static Allowed withoutSpark(String... packages) {
      return new Allowed(false, List.of(packages));
    }
  }

  /** Package → whether it runs on Spark, and the packages it may use beside itself and the root. */
  private static final Map<String, Allowed> PACKAGES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("training", Allowed.onSpark("historical", "model", "report", "feature")),
              Map.entry(
                  "historical",
                  Allowed.onSpark("asof", "offline", "registry", "feature", "report")),
              Map.entry(
                  "materialization",
                  Allowed.onSpark("asof", "offline", "online", "registry", "feature", "report")),
              Map.entry("asof", Allowed.onSpark()),
              Map.entry("offline", Allowed.onSpark("feature")),
              Map.entry(
                  "serving",
                  Allowed.withoutSpark("online", "model", "registry", "feature", "storage")),
              Map.entry("online", Allowed.withoutSpark("feature")),
              Map.entry("model", Allowed.withoutSpark()),
              Map.entry("registry", Allowed.withoutSpark("feature", "storage")),
              Map.entry("feature", Allowed.withoutSpark("storage")),
              Map.entry("storage", Allowed.withoutSpark()),
              Map.entry("report", Allowed.withoutSpark()),
              Map.entry(
                  "cli",
                  Allowed.onSpark(
                      "training",
                      "historical",
                      "materialization",
                      "asof",
                      "offline",
                      "serving",
                      "online",
                      "model",
                      "registry",
                      "feature",
                      "storage",
                      "report"))));

  /** What only a class path with Spark holds; spark-redis's classes are part of it. */
  private static final String[] SPARK = {
    "org.apache.spark..", "org.apache.hadoop..", "scala..", "com.redislabs.."
  };

  private static final JavaClasses LARDER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageIsOneOfTheTable() {
    assertThat(LARDER.stream().map(ArchitectureTest::topPackage).filter(p -> !p.isEmpty()))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(PACKAGES).containsKey(p));
  }

  @TestFactory
  Stream<DynamicTest> arrows() {
    return PACKAGES.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> checkArrows(e.getKey(), e.getValue())));
  }

  private static void checkArrows(String name, Allowed allowed) {
    String[] usable =
        Stream.concat(
                Stream.of(ROOT),
                Stream.concat(Stream.of(name), allowed.packages().stream())
                    .map(p -> ROOT + "." + p + ".."))
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(usable)))
        .allowEmptyShould(true)
        .check(LARDER);
  }

  @Test
  void theRootUsesNoPackageAndNoLibraryButJackson() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", "com.fasterxml.jackson..", ROOT))
        .check(LARDER);
  }

  @Test
  void packagesWithoutSparkTouchNoneOfIt() {
    String[] plain =
        PACKAGES.entrySet().stream()
            .filter(e -> !e.getValue().spark())
            .map(e -> ROOT + "." + e.getKey() + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(plain)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(LARDER);
  }

  @Test
  void onlyAsofUsesTheInsidesOfSparkSql() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".asof..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark.sql.catalyst..", "org.apache.spark.sql.execution..")
        .check(LARDER);
  }

  /**
   * picocli reflects on every command at start, also on a class path without Spark, where one
   * signature with a Spark type ends all commands. So this looks at what reflection sees: the
   * compiler's methods for lambdas too.
   */
  @Test
  void commandsNameNoSparkType() {
    List<Class<?>> commands =
        LARDER.stream()
            .filter(c -> topPackage(c).equals("cli"))
            .filter(ArchitectureTest::isReflectedOnByPicocli)
            .<Class<?>>map(JavaClass::reflect)
            .toList();
    assertThat(commands).isNotEmpty();
    assertThat(commands.stream().flatMap(ArchitectureTest::signatures))
        .noneMatch(s -> s.matches(".*\\b(org\\.apache\\.(spark|hadoop)|scala)\\..*"));
  }

  private static boolean isReflectedOnByPicocli(JavaClass c) {
    return c.isAssignableTo("dev.larder.cli.LarderCommand")
        || c.getAnnotations().stream().anyMatch(ArchitectureTest::isPicoclis)
        || c.getMembers().stream()
            .flatMap(m -> m.getAnnotations().stream())
            .anyMatch(ArchitectureTest::isPicoclis);
  }

  private static boolean isPicoclis(JavaAnnotation<?> annotation) {
    return annotation.getRawType().getPackageName().equals("picocli");
  }

  private static Stream<String> signatures(Class<?> c) {
    return Stream.concat(
        Arrays.stream(c.getDeclaredFields()).map(Field::toGenericString),
        Arrays.stream(c.getDeclaredMethods()).map(Method::toGenericString));
  }

  /** The part after the root: {@code cli} of {@code dev.larder.cli.demo}; "" for the root. */
  private static String topPackage(JavaClass c) {
    String rest = c.getPackageName().substring(ROOT.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.", 2)[0];
  }
}
