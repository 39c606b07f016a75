package dev.larder.registry;

import java.util.List;
import java.util.Locale;

/**
 * What an apply does to one object.
 *
 * @param details for an update, what is different, one text a property; empty else
 */
public record RegistryChange(Action action, ObjectType type, String name, List<String> details) {
  /** What happens to the object. */
  public enum Action {
    CREATED,
    UPDATED,
    DELETED
  }

  /** The kinds of objects that an apply handles, in the order in which they are told. */
  public enum ObjectType {
    ENTITY,
    DATA_SOURCE,
    FEATURE_VIEW,
    FEATURE_SERVICE;

    /** As people write it: {@code feature view}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public RegistryChange {
    details = List.copyOf(details);
  }

  /** As Feast tells it: {@code Created feature view zipcode_features}. */
  @Override
  public String toString() {
    String verb = action.name().charAt(0) + action.name().substring(1).toLowerCase(Locale.ROOT);
    return verb + " " + type.words() + " " + name;
  }
}
