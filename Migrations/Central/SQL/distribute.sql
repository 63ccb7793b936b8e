-- Spreads the books over the servers of Citus: everything of a book is on one of them. Run once, after the steps, while
-- the store is empty.
SELECT create_reference_table('tarima.book');
SELECT create_distributed_table('tarima.book_state', 'book', shard_count => 32);
SELECT create_distributed_table('tarima.ledger', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.code', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.route', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.batch', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.event', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.ledger_sku', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.written_sku', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.cell', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.position', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.route_use', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.opening', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.declaration', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.statement', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.ambiguous_line', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.restated', 'book', colocate_with => 'tarima.book_state');
SELECT create_distributed_table('tarima.rejected_row', 'book', colocate_with => 'tarima.book_state');
