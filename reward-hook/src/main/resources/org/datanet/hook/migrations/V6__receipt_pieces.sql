-- Where the pieces of a long receipt's table stand, and their roots: one row of ten million is proved from one piece.
create table if not exists receipt_index (
  position bigint primary key,
  pieces bytea not null,
  foreign key (position) references receipt (position)
);
