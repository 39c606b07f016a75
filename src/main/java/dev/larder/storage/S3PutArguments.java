package dev.larder.storage;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What S3 is told with each object that is put, such as how to encrypt it.
 *
 * @param values texts, {@code true} and {@code false}, by the names of S3's PutObject, which are
 *     those of boto3 too
 */
public record S3PutArguments(Map<String, String> values) {
  /** Nothing. */
  public static final S3PutArguments NONE = new S3PutArguments(Map.of());

  /** What a put says itself, and what holds for one content alone. */
  private static final Set<String> OWN =
      Set.of("Bucket", "Key", "IfMatch", "IfNoneMatch", "ContentMD5");

  public S3PutArguments {
    values = Map.copyOf(values);
  }

  /** All names that there are, but for those of what differs from one put to the next. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (SdkField<?> field : PutObjectRequest.builder().sdkFields()) {
      String name = field.memberName();
      if ((isText(field) || isFlag(field)) && !OWN.contains(name) && !name.startsWith("Checksum")) {
        names.add(name);
      }
    }
    return names;
  }

  /** A request with those of the arguments that it can take. */
  <B extends SdkPojo> B applied(B request) {
    for (SdkField<?> field : request.sdkFields()) {
      String value = values.get(field.memberName());
      if (value != null) {
        field.set(request, isFlag(field) ? (Object) Boolean.valueOf(value) : value);
      }
    }
    return request;
  }

  private static boolean isText(SdkField<?> field) {
    return field.marshallingType() == MarshallingType.STRING;
  }

  private static boolean isFlag(SdkField<?> field) {
    return field.marshallingType() == MarshallingType.BOOLEAN;
  }
}
