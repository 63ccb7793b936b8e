-- 1: the batch was recorded more than an hour before the batch ahead of it, or years after it, and somebody said that
-- the clock is right. Else NULL: recorded_at is never earlier than in the batch ahead.
ALTER TABLE batch ADD COLUMN clock_is_right INTEGER;
