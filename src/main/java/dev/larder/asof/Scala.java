package dev.larder.asof;

import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Java's lists as Spark's planner takes them, and back. */
final class Scala {
  private Scala() {}

  static <T> Seq<T> seq(List<? extends T> list) {
    return JavaConverters.<T>asScalaBuffer(List.copyOf(list)).toList();
  }

  static <T> List<T> list(Seq<T> seq) {
    return JavaConverters.seqAsJavaList(seq);
  }
}
