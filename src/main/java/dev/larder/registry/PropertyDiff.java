package dev.larder.registry;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.larder.registry.proto.FeastProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What differs between two versions of one definition, property by property, for people. */
final class PropertyDiff {
  private PropertyDiff() {}

  /** One text a property, such as {@code ttl: 3650d -> 90d}. */
  static List<String> between(Message before, Message after) {
    List<String> details = new ArrayList<>();
    compare("", before, after, details);
    return details;
  }

  private static void compare(String prefix, Message before, Message after, List<String> details) {
    for (FieldDescriptor field : before.getDescriptorForType().getFields()) {
      Object old = before.getField(field);
      Object changed = after.getField(field);
      if (old.equals(changed) || isBookkeeping(field)) {
        continue;
      }
      String name = prefix + field.getName();
      if (isNested(field)) {
        compare(name + ".", (Message) old, (Message) changed, details);
      } else if (field.isRepeated() && !field.isMapField() && isMessage(field)) {
        compareNamed(name, messages(before, field), messages(after, field), details);
      } else {
        details.add(name + ": " + text(field, old) + " -> " + text(field, changed));
      }
    }
  }

  private static boolean isBookkeeping(FieldDescriptor field) {
    return field.getName().equals("meta") || field.getName().equals("project");
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static boolean isNested(FieldDescriptor field) {
    return isMessage(field)
        && !field.isRepeated()
        && !field.getMessageType().equals(Duration.getDescriptor())
        && !field.getMessageType().equals(Timestamp.getDescriptor());
  }

  private static Map<String, Message> messages(Message owner, FieldDescriptor field) {
    Map<String, Message> byName = new LinkedHashMap<>();
    for (int i = 0; i < owner.getRepeatedFieldCount(field); i++) {
      Message message = (Message) owner.getRepeatedField(field, i);
      byName.put(nameOf(message), message);
    }
    return byName;
  }

  private static String nameOf(Message message) {
    if (message instanceof FeastProto.FeatureSpec feature) {
      return feature.getName();
    }
    if (message instanceof FeastProto.FeatureViewProjection projection) {
      String alias = projection.getFeatureViewNameAlias();
      return projection.getFeatureViewName() + (alias.isEmpty() ? "" : " as " + alias);
    }
    return message.getDescriptorForType().getName();
  }

  private static void compareNamed(
      String name, Map<String, Message> before, Map<String, Message> after, List<String> details) {
    List<String> parts = new ArrayList<>();
    note("added", parts, after.values(), m -> !before.containsKey(nameOf(m)));
    note("removed", parts, before.values(), m -> !after.containsKey(nameOf(m)));
    note(
        "changed",
        parts,
        after.values(),
        m -> before.containsKey(nameOf(m)) && !before.get(nameOf(m)).equals(m));
    details.add(name + ": " + (parts.isEmpty() ? "another order" : String.join(", ", parts)));
  }

  private static void note(
      String verb, List<String> parts, Collection<Message> messages, Predicate<Message> which) {
    String names =
        messages.stream().filter(which).map(PropertyDiff::nameOf).collect(Collectors.joining(" "));
    if (!names.isEmpty()) {
      parts.add(verb + " " + names);
    }
  }

  private static String text(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      Map<String, String> map = new TreeMap<>();
      for (Object entry : (List<?>) value) {
        MapEntry<?, ?> pair = (MapEntry<?, ?>) entry;
        map.put(pair.getKey().toString(), pair.getValue().toString());
      }
      return map.toString();
    }
    if (value instanceof Duration duration) {
      return DurationText.of(ProtoTimes.duration(duration));
    }
    return value instanceof String text ? "'" + text + "'" : value.toString();
  }
}
