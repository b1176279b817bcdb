-- Receipts in the order of their arrival, exactly as they came, and the complete subtrees of the RFC 9162 tree over their digests.

create table if not exists receipt (
  position bigint primary key,
  run varchar(200) not null unique,
  digest char(64) not null,
  datanet varchar(200) not null,
  payer varchar(200) not null,
  model varchar(500) not null,
  fee varchar(200) not null,
  state varchar(20) not null,
  entries int not null,
  started_at bigint not null,
  ended_at bigint not null,
  appended_at bigint not null
);
create index if not exists receipt_datanet on receipt (datanet, position);
create index if not exists receipt_payer on receipt (payer, position);

create table if not exists receipt_part (
  position bigint not null,
  part int not null,
  body bytea not null,
  primary key (position, part),
  foreign key (position) references receipt (position)
);

create table if not exists ledger_node (
  level int not null,
  position bigint not null,
  hash bytea not null,
  primary key (level, position)
);

-- One row, whose lock orders all who append.
create table if not exists ledger_state (
  id int primary key,
  size bigint not null
);
insert into ledger_state (id, size) values (1, 0) on conflict do nothing;
