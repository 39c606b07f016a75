package dev.larder.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.UserException.Problem;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Finds features that would overwrite each other in Redis. Feast names a feature's field by the
 * murmur3 hash (x86, 32 bits, seed 0) of {@code view:feature}, and views with the same join keys
 * share one hash. The views' {@code _ts:} fields are text of at least five bytes, so they meet no
 * hash of four.
 */
final class HashedNames {
  private record Place(TreeSet<String> joinKeys, int hash) {}

  private HashedNames() {}

  /** One problem for each feature whose place is taken by another of these views. */
  static List<Problem> collisions(Collection<FeatureView> views, boolean versionedViewNames) {
    Map<Place, String> taken = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (FeatureView view : views) {
      TreeSet<String> joinKeys = new TreeSet<>(view.joinKeys());
      for (Field feature : view.features()) {
        String name = view.onlineName(versionedViewNames) + ":" + feature.name();
        String other = taken.putIfAbsent(new Place(joinKeys, hash(name)), name);
        if (other != null) {
          problems.add(
              new Problem(
                  "feature view " + view.name(),
                  "Features '"
                      + other
                      + "' and '"
                      + name
                      + "' would share one field in Redis, since Feast hashes both names to "
                      + String.format("%08x", hash(name))
                      + ". Rename one of them."));
        }
      }
    }
    return problems;
  }

  private static int hash(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return MurmurHash3.hash32x86(bytes, 0, bytes.length, 0);
  }
}
