/**
 * Feast's layout in Redis: keys, field names, values, slots; and the one client of a Redis Cluster.
 *
 * <ul>
 *   <li>What is stored: {@link dev.larder.online.EntityKeyEncoder} (keys), {@link
 *       dev.larder.online.FeatureFields} (field names), {@link dev.larder.online.ValueCodec} and
 *       {@link dev.larder.online.EventTimestamp} (values), {@link dev.larder.online.HashSlot}, and
 *       {@code DumpFormat}, a hash in the form of Redis' own files.
 *   <li>The client: {@link dev.larder.online.RedisTarget} says where the store is and how to log
 *       in; {@code ClusterView} knows who serves what, from {@code Discovery}, and keeps the {@code
 *       Connections}; {@code RedisErrors} sorts what passes from what does not; {@code Patience} is
 *       the deadline.
 *   <li>Reading: {@link dev.larder.online.OnlineStoreReader} → {@link
 *       dev.larder.online.RedisClient} → {@code PipelineRound}, at replicas where asked ({@code
 *       ReplicaReads}).
 *   <li>Writing: {@link dev.larder.online.HashBatch} → {@link dev.larder.online.HashWriter} →
 *       {@code WriteRound}, one try → {@code RowWriter}, one server → {@code NewHashes}, and where
 *       keys exist {@code Transactions}, {@code Scripts} or {@code PlainWrites}; {@code Replicas}
 *       waits for these; {@code Outcomes} is what has become of each row.
 * </ul>
 */
package dev.larder.online;
