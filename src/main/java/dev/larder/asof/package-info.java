/**
 * Newest row per (key, time slot) and newest row per key: by operators of our own, which hash and
 * never sort, and in plain SQL ({@link dev.larder.asof.SqlAsOf}). All use of Spark's query planner
 * and its rows is here.
 *
 * <p>A join, from its plan to its rows:
 *
 * <ol>
 *   <li>{@code OperatorAsOf} tells small tables from others; {@code JoinChain} puts the nodes of
 *       the plan together.
 *   <li>{@code SpineSurvey} reads the spine's keys and times once: all slots ({@code PackedSlots},
 *       which are sent to the executors where they are not too many) and the keys of very many rows
 *       ({@code HotKeys}, which are spread).
 *   <li>{@code SlotReduceExec}: where a table is read ({@code TableScan}), {@code SlotReduction}
 *       keeps of its rows only the newest of each slot.
 *   <li>{@code SlotJoinExec}: where both sides have come together by key, {@code PartitionJoin}
 *       joins them in memory ({@code JoinPart} with its {@code SlotIndex}), or part by part through
 *       files ({@code SplitRows}).
 *   <li>{@code BroadcastSlotJoinExec}: a small table is looked up row by row ({@code Timelines}).
 * </ol>
 *
 * The newest row of each key ({@link dev.larder.asof.NewestAsOf}) is found by {@code
 * NewestPerKeyExec} before the exchange and again after it ({@code PartitionNewest}).
 */
package dev.larder.asof;
