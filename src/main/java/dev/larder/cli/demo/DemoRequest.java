package dev.larder.cli.demo;

import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.storage.StoredFile;
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
 * A request for a loan: the AWS post's, or one that the applicant of a loan in the table would have
 * made.
 *
 * @param name of its file
 * @param description what loan it is
 * @param json the fields that the model asks for, and the join keys
 */
record DemoRequest(String name, String description, String json, String zipcode, String dobSsn) {
  private static final List<String> JOIN_KEYS = List.of("zipcode", "dob_ssn");

  /** As the AWS post sends it: an object of lists. */
  private static final DemoRequest OF_THE_POST =
      new DemoRequest(
          "loan_of_the_post.json",
          "The loan of the AWS post:",
          """
          {
            "zipcode": [%s],
            "dob_ssn": ["%s"],
            "person_age": [133],
            "person_income": [59000],
            "person_home_ownership": ["RENT"],
            "person_emp_length": [123.0],
            "loan_intent": ["PERSONAL"],
            "loan_amnt": [35000],
            "loan_int_rate": [16.02]
          }"""
              .formatted(ZipCode.OF_THE_POST, Applicant.OF_THE_POST),
          Long.toString(ZipCode.OF_THE_POST),
          Applicant.OF_THE_POST);

  /**
   * Three requests: the one of the AWS post, the newest loan that was paid back, and the newest
   * that was not.
   */
  static List<DemoRequest> of(SparkSession spark, String loanTable, String modelDirectory) {
    StoredFile modelFile = StoredFile.in(modelDirectory, PortableModel.FILE_NAME);
    PortableModel model =
        PortableModel.parse(modelFile.location(), modelFile.read().orElseThrow().bytes());
    Column[] fields =
        Stream.concat(
                JOIN_KEYS.stream(),
                model.inputs().stream().filter(i -> !i.isFeature()).map(Input::name))
            .map(functions::col)
            .toArray(Column[]::new);
    Dataset<Row> loans = spark.read().parquet(loanTable);
    List<DemoRequest> requests = new ArrayList<>(List.of(OF_THE_POST));
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
