-- When what the guard says of an epoch was shown, so that it can be challenged before the epoch is paid.
alter table epoch_round add column if not exists inspected_at bigint;
