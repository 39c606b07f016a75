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

  /** Edits from one text to the other, where two swapped neighbours are one edit. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  /** The fewest edits from the first i characters of one text to the first j of the other. */
  private static int fewest(int[][] edits, String a, String b, int i, int j) {
    int substitution = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int fewest = Math.min(substitution, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
  }
}
