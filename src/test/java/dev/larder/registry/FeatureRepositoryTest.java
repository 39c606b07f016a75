package dev.larder.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureRepositoryTest {
  private static final String CONFIG = "project: credit\nregistry: data/registry.db\n";

  @TempDir Path directory;

  @Test
  void theConfigurationIsThatOfTheDirectory() throws IOException {
    Files.writeString(directory.resolve("feature_store.yaml"), CONFIG);
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    assertThat(repository.config().project()).isEqualTo("credit");
    assertThat(repository.config().directory()).isEqualTo(directory.toString());
    assertThat(repository.definitions()).isEmpty();
    assertThat(repository.registry()).isNotNull();
  }

  @Test
  void anotherConfigurationCanBeNamed() throws IOException {
    Path other = Files.writeString(directory.resolve("other.yaml"), CONFIG);
    assertThat(FeatureRepository.open(directory.toString(), other.toString()).config().directory())
        .isEqualTo(directory.toString());
  }

  @Test
  void definitionsAreThoseOfTheDirectory() throws IOException {
    Files.writeString(directory.resolve("feature_store.yaml"), CONFIG);
    Files.writeString(directory.resolve("features.yaml"), "entities: [{name: zipcode}]\n");
    assertThat(FeatureRepository.open(directory.toString(), null).definitions().orElseThrow())
        .satisfies(d -> assertThat(d.project()).isEqualTo("credit"))
        .satisfies(d -> assertThat(d.entities()).containsKey("zipcode"));
  }

  @Test
  void aMissingConfigurationSaysHowToMakeOne() {
    assertThatThrownBy(() -> FeatureRepository.open(directory.toString(), null))
        .isInstanceOf(UserException.class)
        .hasMessage(
            directory.resolve("feature_store.yaml")
                + ": There is no such file. 'larder init DIR' makes a feature repository; '--chdir"
                + " DIR' (-c) names one.");
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    Path file = directory.resolve("feature_store.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> FeatureRepository.open(directory.toString(), null))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": The file is not text in UTF-8.");
  }

  @Test
  void mistakesNameTheFile() throws IOException {
    Path file = directory.resolve("feature_store.yaml");
    Files.writeString(file, "project: credit\nregistri: registry.db\n");
    assertThatThrownBy(() -> FeatureRepository.open(directory.toString(), null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file + ":2:1: Unknown key 'registri' in this file. Did you mean");
  }
}
