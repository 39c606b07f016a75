package dev.larder.cli.demo;

import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A loan of the table, as the request that its applicant would have made.
 *
 * @param name of its file
 * @param description what became of the loan
 * @param json the fields that the model asks for, and the join keys
 */
record DemoRequest(String name, String description, String json, String zipcode, String dobSsn) {
  private static final List<String> JOIN_KEYS = List.of("zipcode", "dob_ssn");

  /** Two requests: the newest loan that was paid back, and the newest that was not. */
  static List<DemoRequest> of(SparkSession spark, String loanTable, Path modelDirectory)
      throws IOException {
    Path modelFile = modelDirectory.resolve(PortableModel.FILE_NAME);
    PortableModel model = PortableModel.parse(modelFile.toString(), Files.readAllBytes(modelFile));
    Column[] fields =
        Stream.concat(
                JOIN_KEYS.stream(),
                model.inputs().stream().filter(i -> !i.isFeature()).map(Input::name))
            .map(functions::col)
            .toArray(Column[]::new);
    Dataset<Row> loans = spark.read().parquet(loanTable);
    List<DemoRequest> requests = new ArrayList<>();
    for (int status = 0; status <= 1; status++) {
      Row loan =
          loans
              .where(functions.col("loan_status").equalTo(status))
              .orderBy(functions.desc("event_timestamp"), functions.col("loan_id"))
              .select(
                  functions.to_json(functions.struct(fields), Map.of("ignoreNullFields", "false")),
                  functions.col("zipcode").cast("string"),
                  functions.col("dob_ssn"))
              .head();
      requests.add(
          new DemoRequest(
              status == 0 ? "loan_paid_back.json" : "loan_defaulted.json",
              status == 0
                  ? "A loan that was paid back later:"
                  : "A loan that was not paid back later:",
              loan.getString(0),
              loan.getString(1),
              loan.getString(2)));
    }
    return requests;
  }

  /** The command that shows the features which the decision is made from. */
  String[] getOnlineFeatures() {
    return new String[] {
      "get-online-features",
      "--feature-service",
      "credit_model",
      "--entity",
      "zipcode=" + zipcode,
      "--entity",
      "dob_ssn=" + dobSsn
    };
  }

  Path write(Path directory) throws IOException {
    return Files.writeString(directory.resolve(name), json + System.lineSeparator());
  }
}
