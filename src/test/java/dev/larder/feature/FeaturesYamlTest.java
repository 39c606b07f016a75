package dev.larder.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.larder.UserException;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeaturesYamlTest {
  private static final String GOOD =
      """
      entities:
        - {name: zipcode, join_keys: [zipcode], value_type: INT64}
        - name: person
          join_keys: [dob_ssn]
          value_type: STRING
          description: An applicant.
          tags: {sensitive: "true", rank: 3, checked: yes}
          owner: credit@example.com
      data_sources:
        - type: redshift
          table: zipcode_features
          schema: spectrum
          database: dev
          timestamp_field: event_timestamp
          created_timestamp_column: created_timestamp
        - name: history
          type: file
          path: data/credit_history.parquet
          timestamp_field: at
          date_partition_column: day
          field_mapping: {ts: at, pulls: hard_pulls}
        - {name: spark_query, type: spark, query: select 1, timestamp_field: ts}
      feature_views:
        - name: zipcode_features
          entities: [zipcode]
          ttl: 3650d
          schema:
            - {name: city, dtype: String}
            - {name: population, dtype: Int64, description: People., tags: {a: b}}
          source: zipcode_features
        - name: credit_history
          entities: [person, zipcode]
          schema:
            - {name: zipcode, dtype: Int64}
            - {name: hard_pulls, dtype: Int64}
            - {name: amounts, dtype: Array(Float32)}
          source: history
          online: false
          enabled: false
          tags: {team: credit}
        - {name: global, schema: [{name: rate, dtype: Float64}], source: spark_query, entities: []}
      feature_services:
        - name: credit_model
          features:
            - zipcode_features
            - credit_history: [hard_pulls]
            - view: credit_history
              alias: co_signer
              join_key_map: {dob_ssn: co_signer_dob_ssn}
          description: The decision.
      """;

  private static Definitions read(String text) {
    return FeaturesYaml.read("p", "f", text);
  }

  @Test
  void entitiesAreRead() {
    assertThat(read(GOOD).entities().values())
        .containsExactly(
            new Entity("zipcode", "zipcode", ValueType.INT64, "", Map.of(), ""),
            new Entity(
                "person",
                "dob_ssn",
                ValueType.STRING,
                "An applicant.",
                Map.of("sensitive", "true", "rank", "3", "checked", "yes"),
                "credit@example.com"));
  }

  @Test
  void anEntitysJoinKeyIsItsNameWhereNoneIsGiven() {
    assertThat(read("entities: [{name: zipcode}]").entities().get("zipcode"))
        .isEqualTo(new Entity("zipcode", "zipcode", ValueType.INVALID, "", Map.of(), ""));
  }

  @Test
  void dataSourcesAreRead() {
    assertThat(read(GOOD).dataSources().values())
        .containsExactly(
            new DataSource(
                "zipcode_features",
                new RedshiftLocation("zipcode_features", "", "spectrum", "dev"),
                "event_timestamp",
                "created_timestamp",
                "",
                Map.of(),
                "",
                Map.of(),
                ""),
            new DataSource(
                "history",
                new FileLocation("data/credit_history.parquet", ""),
                "at",
                "",
                "day",
                Map.of("ts", "at", "pulls", "hard_pulls"),
                "",
                Map.of(),
                ""),
            new DataSource(
                "spark_query",
                new SparkLocation("", "select 1", "", "", "%Y-%m-%d"),
                "ts",
                "",
                "",
                Map.of(),
                "",
                Map.of(),
                ""));
  }

  @Test
  void aRedshiftTableLiesInThePublicSchemaUnlessSaidOtherwise() {
    assertThat(
            read("data_sources: [{type: redshift, table: t, timestamp_field: ts}]")
                .dataSources()
                .get("t")
                .location())
        .isEqualTo(new RedshiftLocation("t", "", "public", ""));
  }

  @Test
  void featureViewsAreRead() {
    Definitions definitions = read(GOOD);
    assertThat(definitions.featureView("zipcode_features"))
        .isEqualTo(
            new FeatureView(
                "zipcode_features",
                List.of("zipcode"),
                List.of(new Field("zipcode", ValueType.INT64)),
                List.of(
                    new Field("city", ValueType.STRING),
                    new Field("population", ValueType.INT64, "People.", Map.of("a", "b"))),
                Duration.ofDays(3650),
                definitions.dataSources().get("zipcode_features"),
                true,
                false,
                0,
                "",
                Map.of(),
                "",
                null));
  }

  @Test
  void fieldsNamedLikeAJoinKeyAreEntityColumnsAndComeFirst() {
    FeatureView view = read(GOOD).featureView("credit_history");
    assertThat(view.entities()).containsExactly("person", "zipcode");
    assertThat(view.entityColumns())
        .containsExactly(
            new Field("zipcode", ValueType.INT64), new Field("dob_ssn", ValueType.STRING));
    assertThat(view.features())
        .containsExactly(
            new Field("hard_pulls", ValueType.INT64), new Field("amounts", ValueType.FLOAT_LIST));
    assertThat(view.ttl()).isZero();
    assertThat(view.online()).isFalse();
    assertThat(view.disabled()).isTrue();
  }

  @Test
  void aViewNeedsNoEntity() {
    FeatureView view = read(GOOD).featureView("global");
    assertThat(view.entities()).isEmpty();
    assertThat(view.entityColumns()).isEmpty();
  }

  @Test
  void featureServicesAreRead() {
    Definitions definitions = read(GOOD);
    FeatureView history = definitions.featureView("credit_history");
    assertThat(definitions.featureService("credit_model"))
        .isEqualTo(
            new FeatureService(
                "credit_model",
                List.of(
                    new FeatureViewProjection(
                        definitions.featureView("zipcode_features"),
                        "",
                        definitions.featureView("zipcode_features").features(),
                        Map.of()),
                    new FeatureViewProjection(
                        history, "", List.of(history.feature("hard_pulls")), Map.of()),
                    new FeatureViewProjection(
                        history,
                        "co_signer",
                        history.features(),
                        Map.of("dob_ssn", "co_signer_dob_ssn"))),
                "The decision.",
                Map.of(),
                "",
                null));
  }

  @Test
  void variablesAreNotExpanded() {
    assertThat(read("entities: [{name: z, owner: $HOME}]").entities().get("z").owner())
        .isEqualTo("$HOME");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("", "f: Expected keys with values, found an empty file."),
        arguments(
            "entitys: []", "f:1:1: Unknown key 'entitys' in this file. Did you mean 'entities'?"),
        arguments(
            "entities: {name: z}", "f:1:11: 'entities' must be a list, found keys with values."),
        arguments(
            "entities: [z]",
            "f:1:12: An item of entities must be keys with values, found a single value."),
        arguments("entities: [{join_keys: [z]}]", "f:1:12: An entity needs the key 'name'."),
        arguments(
            "entities:\n  - name: z\n    join_key: z\n",
            "f:3:5: Unknown key 'join_key' in an entity. Did you mean 'join_keys'?"),
        arguments(
            "entities:\n  - name: z\n    name: y\n",
            "f:3:5: Key 'name' stands twice in an entity; first in line 2."),
        arguments(
            "entities: [{name: z, join_keys: [a, b]}]",
            "f:1:37: An entity has one join key; for a key of several columns, give the view an"
                + " entity for each."),
        arguments(
            "entities: [{name: z, value_type: INT65}]",
            "f:1:34: There is no value type 'INT65'. Did you mean 'INT64'?"),
        arguments(
            "entities: [{name: z, tags: [a]}]",
            "f:1:28: 'tags' must be keys with values, found a list."),
        arguments(
            "entities: [{name: z, tags: {a: [b]}}]",
            "f:1:32: 'a' must be a single value, found a list."),
        arguments(
            "entities:\n- {name: z}\n- {name: z}\n",
            "f:3:10: The name of entity 'z' is taken; see line 2."),
        arguments(
            "entities: [{name: __dummy}]",
            "f:1:19: '__dummy' is Feast's own entity, for views without entities; leave it out."),
        arguments(
            source("{name: s, timestamp_field: ts}"), "f:2:3: A data source needs the key 'type'."),
        arguments(
            source("{name: s, type: fil, timestamp_field: ts}"),
            "f:2:19: There is no type of data source 'fil'. Did you mean 'file'?"),
        arguments(
            source("{name: s, type: file, timestamp_field: ts}"),
            "f:2:3: A data source needs the key 'path'."),
        arguments(
            source("{name: s, type: file, path: p}"),
            "f:2:3: A data source needs the key 'timestamp_field'."),
        arguments(
            source("{name: s, type: file, path: p, table: t, timestamp_field: ts}"),
            "f:2:34: Unknown key 'table' in a data source. Known: created_timestamp_column,"
                + " date_partition_column, description, field_mapping, name, owner, path,"
                + " s3_endpoint_override, tags, timestamp_field, …"),
        arguments(
            source("{type: redshift, query: select 1, timestamp_field: ts}"),
            "f:2:3: A data source needs the key 'name'."),
        arguments(
            source("{name: s, type: redshift, timestamp_field: ts}"),
            "f:2:3: A data source of this type needs 'table' or 'query'."),
        arguments(
            source("{name: s, type: redshift, table: t, query: q, timestamp_field: ts}"),
            "f:2:46: A data source has either 'table' or 'query', not both."),
        arguments(
            source(
                "{name: s, type: spark, table: t, path: p, file_format: csv, timestamp_field: t}"),
            "f:2:42: A data source has either 'table' or 'path', not both."),
        arguments(
            source("{name: s, type: spark, path: p, timestamp_field: ts}"),
            "f:2:32: A path needs the key 'file_format' beside it."),
        arguments(
            source("{name: s, type: spark, path: p, file_format: parket, timestamp_field: ts}"),
            "f:2:48: There is no file format 'parket'. Did you mean 'parquet'?"),
        arguments(
            source(
                "{name: s, type: file, path: p, timestamp_field: t, created_timestamp_column: t}"),
            "f:2:80: The created timestamp must be another column than the event timestamp 't'."),
        arguments(
            source(
                "{name: s, type: file, path: p, timestamp_field: t, field_mapping: {a: c, b: c}}"),
            "f:2:69: Two columns are mapped to the name 'c'."),
        arguments(
            source("{name: s, type: file, path: p, timestamp_field: t}")
                + "- {name: S, type: file, path: p, timestamp_field: t}\n",
            "f:3:10: The name of data source 'S' is taken by one that differs in case alone; see"
                + " line 2."),
        arguments(
            view("schema: [{name: a, dtype: Int64}]"),
            "f:4:3: A feature view needs the key 'source'."),
        arguments(
            view("source: s, schema: [{name: a, dtype: Int64}]").replace(", entities: []", ""),
            "f:4:3: A feature view needs the key 'entities'; [] is for one without entities."),
        arguments(
            view("source: t, schema: [{name: a, dtype: Int64}]"),
            "f:4:21: There is no data source 't'. Did you mean 's'?"),
        arguments(
            view("source: s"), "f:4:3: A feature view needs a 'schema' with at least one feature."),
        arguments(
            view("source: s, entities: [z], schema: [{name: z, dtype: Int64}]"),
            "f:4:47: A feature view needs a 'schema' with at least one feature."),
        arguments(
            view("source: s, entities: [bar], schema: [{name: a, dtype: Int64}]"),
            "f:4:35: There is no entity 'bar'. Did you mean 'bare'?"),
        arguments(
            view("source: s, entities: [z, z], schema: [{name: a, dtype: Int64}]"),
            "f:4:38: Entity 'z' stands twice."),
        arguments(
            view("source: s, entities: [z, same], schema: [{name: a, dtype: Int64}]"),
            "f:4:38: Two entities of the view have the join key 'z'."),
        arguments(
            view("source: s, entities: [bare], schema: [{name: a, dtype: Int64}]"),
            "f:4:34: The type of join key 'bare' is not known; give entity 'bare' a value_type, or"
                + " put the column into the schema."),
        arguments(
            view(
                "source: s, entities: [bare], schema: [{name: a, dtype: Int64}, {name: bare, dtype:"
                    + " Float64}]"),
            "f:4:34: Join key 'bare' has the type Float64, of which the online store can make no"
                + " key; expected Bytes, String, Int32, Int64 or UnixTimestamp."),
        arguments(
            view(
                "source: s, entities: [z], schema: [{name: z, dtype: String}, {name: a, dtype:"
                    + " Int64}]"),
            "f:4:65: Entity 'z' has the type Int64, found String."),
        arguments(
            view("source: s, schema: [{name: a, dtype: int64}]"),
            "f:4:50: There is no dtype 'int64'. Did you mean 'Int64'?"),
        arguments(view("source: s, schema: [{name: a}]"), "f:4:33: A field needs the key 'dtype'."),
        arguments(
            view("source: s, schema: [{nam: b, name: a, dtype: Int64}]"),
            "f:4:34: Unknown key 'nam' in a field. Did you mean 'name'?"),
        arguments(
            view("source: s, schema: [{name: a, dtype: Int64}, {name: a, dtype: Int64}]"),
            "f:4:65: Field 'a' stands twice in the schema."),
        arguments(
            view("source: s, schema: [{name: ts, dtype: Int64}, {name: a, dtype: Int64}]"),
            "f:4:40: 'ts' is a timestamp of data source 's', not a feature."),
        arguments(
            view("source: s, schema: [{name: made, dtype: Int64}, {name: a, dtype: Int64}]"),
            "f:4:40: 'made' is a timestamp of data source 's', not a feature."),
        arguments(
            view("source: s, schema: [{name: raw, dtype: Int64}]"),
            "f:4:40: Column 'raw' of data source 's' is mapped to 'cooked'; use that name."),
        arguments(
            view("source: s, ttl: 3 days, schema: [{name: a, dtype: Int64}]"),
            "f:4:29: Expected a duration such as 3650d, 36h, 90m, 45s, P3650D or 0, found '3"
                + " days'."),
        arguments(
            view("source: s, ttl: -1d, schema: [{name: a, dtype: Int64}]"),
            "f:4:29: Expected a duration such as 3650d, 36h, 90m, 45s, P3650D or 0, found '-1d'."),
        arguments(
            view("source: s, ttl: P-1D, schema: [{name: a, dtype: Int64}]"),
            "f:4:29: Expected a duration such as 3650d, 36h, 90m, 45s, P3650D or 0, found 'P-1D'."),
        arguments(
            view("source: s, online: maybe, schema: [{name: a, dtype: Int64}]"),
            "f:4:32: 'online' must be true or false, found 'maybe'."),
        arguments(
            view("source: s, schema: [{name: a, dtype: Int64}]").replace("name: v", "name: v@2"),
            "f:4:10: A feature view's name must not hold '@' or ':', which separate the parts of"
                + " feature references; found 'v@2'."),
        arguments(
            service("features: []"),
            "f:6:29: A feature service needs 'features': a list of feature views."),
        arguments(
            service("tags: {}"),
            "f:6:3: A feature service needs 'features': a list of feature views."),
        arguments(
            service("features: [w]"), "f:6:30: There is no feature view 'w'. Did you mean 'v'?"),
        arguments(
            service("features: [{v: [b]}]"),
            "f:6:35: Feature view 'v' has no feature 'b'. Did you mean 'a'?"),
        arguments(service("features: [{v: [a, a]}]"), "f:6:38: Feature 'a' stands twice."),
        arguments(
            service("features: [{v: []}]"),
            "f:6:34: The list of features is empty; leave it out for all of the view's."),
        arguments(
            service("features: [v, {view: v}]"),
            "f:6:33: 'v' stands twice in the service; give one of them an 'alias'."),
        arguments(
            service("features: [{view: v, alia: x}]"),
            "f:6:40: Unknown key 'alia' in an item of features. Did you mean 'alias'?"),
        arguments(
            service("features: [{alias: x}]"), "f:6:30: An item of features needs the key 'view'."),
        arguments(
            service("features: [{view: v, join_key_map: {y: x}}]"),
            "f:6:54: Feature view 'v' has no join key 'y'. Did you mean 'z'?"));
  }

  private static String source(String source) {
    return "data_sources:\n- " + source + "\n";
  }

  private static String view(String rest) {
    return """
        entities: [{name: z, value_type: INT64}, {name: same, join_keys: [z], value_type: INT64}, {name: bare}]
        data_sources: [{name: s, type: file, path: p, timestamp_field: ts, created_timestamp_column: c, field_mapping: {raw: cooked, c: made}}]
        feature_views:
        - {name: v, %s}
        """
        .formatted(rest.contains("entities: ") ? rest : rest + ", entities: []");
  }

  private static String service(String rest) {
    return view("source: s, entities: [z], schema: [{name: a, dtype: Int64}]")
        + "feature_services:\n- {name: service, %s}\n".formatted(rest);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UserException.class).hasMessage(message);
  }

  @Test
  void aReferenceToSomethingBrokenIsNoMistakeOfItsOwn() {
    String text =
        """
        entities:
          - {name: z, value_type: INT65}
        data_sources:
          - {name: s, type: file, path: p}
        feature_views:
          - {name: v, entities: [z], source: s, schema: [{name: a, dtype: Int64}]}
        feature_services:
          - {name: m, features: [v]}
        """;
    assertThatThrownBy(() -> read(text))
        .hasMessage(
            """
            f:2:27: There is no value type 'INT65'. Did you mean 'INT64'?
            f:4:5: A data source needs the key 'timestamp_field'.""");
  }
}
