-- Spreads the books over the servers of Citus: everything of a book is on one of them. Run after the steps, it spreads
-- the tables that are not spread yet.
SELECT create_reference_table('tarima.book')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.book'::regclass);
SELECT create_distributed_table('tarima.book_state', 'book', shard_count => 32)
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.book_state'::regclass);
SELECT create_distributed_table('tarima.ledger', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.ledger'::regclass);
SELECT create_distributed_table('tarima.code', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.code'::regclass);
SELECT create_distributed_table('tarima.route', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.route'::regclass);
SELECT create_distributed_table('tarima.batch', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.batch'::regclass);
SELECT create_distributed_table('tarima.event', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.event'::regclass);
SELECT create_distributed_table('tarima.ledger_sku', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.ledger_sku'::regclass);
SELECT create_distributed_table('tarima.written_sku', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.written_sku'::regclass);
SELECT create_distributed_table('tarima.cell', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.cell'::regclass);
SELECT create_distributed_table('tarima.position', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.position'::regclass);
SELECT create_distributed_table('tarima.route_use', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.route_use'::regclass);
SELECT create_distributed_table('tarima.opening', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.opening'::regclass);
SELECT create_distributed_table('tarima.declaration', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.declaration'::regclass);
SELECT create_distributed_table('tarima.statement', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.statement'::regclass);
SELECT create_distributed_table('tarima.ambiguous_line', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.ambiguous_line'::regclass);
SELECT create_distributed_table('tarima.restated', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.restated'::regclass);
SELECT create_distributed_table('tarima.rejected_row', 'book', colocate_with => 'tarima.book_state')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'tarima.rejected_row'::regclass);
