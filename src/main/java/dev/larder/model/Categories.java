package dev.larder.model;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.RandomAccess;

/** A list of texts that knows the position of each without a search. */
final class Categories extends AbstractList<String> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] texts;
  private final HashMap<String, Integer> positions;

  private Categories(List<String> texts) {
    this.texts = texts.toArray(String[]::new);
    this.positions = new HashMap<>(2 * this.texts.length);
    for (int i = 0; i < this.texts.length; i++) {
      positions.putIfAbsent(this.texts[i], i);
    }
  }

  static List<String> of(List<String> texts) {
    return texts instanceof Categories ? texts : new Categories(texts);
  }

  @Override
  public String get(int index) {
    return texts[index];
  }

  @Override
  public int size() {
    return texts.length;
  }

  /** As in every list: -1 where it is not there. */
  @Override
  public int indexOf(Object text) {
    return positions.getOrDefault(text, -1);
  }

  @Override
  public boolean contains(Object text) {
    return positions.containsKey(text);
  }
}
