package dev.larder;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that a misspelt one probably meant. */
public final class DidYouMean {
  private DidYouMean() {}

  /**
   * A sentence to append to an error message.
   *
   * @param name what the user wrote
   * @param known what would have been right
   * @return " Did you mean 'x'?" where a known name is near, else " Known: a, b, c." (at most ten),
   *     else ""
   */
  public static String hint(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.comparingInt((String k) -> distance(wanted, k.toLowerCase(Locale.ROOT)))
                .thenComparing(k -> k))
        .filter(
            k ->
                distance(wanted, k.toLowerCase(Locale.ROOT))
                    <= Math.max(1, Math.max(name.length(), k.length()) / 3))
        .map(k -> " Did you mean '" + k + "'?")
        .orElseGet(() -> listing(known));
  }

  private static String listing(Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    String names = known.stream().sorted().limit(10).reduce((a, b) -> a + ", " + b).orElseThrow();
    return " Known: " + names + (known.size() > 10 ? ", …" : ".");
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
