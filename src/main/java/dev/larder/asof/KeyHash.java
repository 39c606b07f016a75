package dev.larder.asof;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.ShiftRightUnsigned;
import org.apache.spark.sql.catalyst.expressions.XxHash64;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** A number for the values of join keys: equal where they are, and rarely where they are not. */
final class KeyHash {
  private KeyHash() {}

  /**
   * The hash of keys without nulls, as a {@code bigint} expression.
   *
   * @param keys may be empty
   * @param bits how many bits it has; fewer than 64 make it equal for other keys more often
   */
  static Expression of(Seq<? extends Expression> keys, int bits) {
    Seq<Expression> children = Scala.seq(Scala.list(keys));
    if (children.isEmpty()) {
      return Literal$.MODULE$.apply((Object) 0L);
    }
    Expression hash = new XxHash64(children);
    return bits == Long.SIZE
        ? hash
        : new ShiftRightUnsigned(hash, Literal$.MODULE$.apply((Object) (Long.SIZE - bits)));
  }

  /** The hash of keys, null where one of them is. */
  static Expression ofNullable(Seq<? extends Expression> keys, int bits) {
    Expression hash = of(keys, bits);
    for (Expression key : Scala.list(keys)) {
      hash = new If(new IsNull(key), new Literal(null, DataTypes.LongType), hash);
    }
    return hash;
  }
}
