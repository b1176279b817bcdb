-- Works on H2 in PostgreSQL mode and on PostgreSQL. Times are milliseconds of the epoch.

-- Whole documents by their digest, in parts of bounded size, so that none is ever held in memory by the database's driver at once.
create table if not exists document (
  kind varchar(16) not null,
  datanet varchar(200) not null,
  digest char(64) not null,
  position bigint generated always as identity,
  bytes bigint not null,
  stored_at bigint not null,
  announced boolean default false not null,
  primary key (kind, datanet, digest)
);
create index if not exists document_latest on document (kind, datanet, position);

create table if not exists document_part (
  kind varchar(16) not null,
  datanet varchar(200) not null,
  digest char(64) not null,
  part int not null,
  body bytea not null,
  primary key (kind, datanet, digest, part),
  foreign key (kind, datanet, digest) references document (kind, datanet, digest)
);

-- Events that were taken over, exactly as they came.
create table if not exists event (
  id varchar(200) primary key,
  position bigint generated always as identity,
  type varchar(100) not null,
  datanet varchar(200) not null,
  subject varchar(64) not null,
  body bytea not null,
  accepted_at bigint not null
);
create index if not exists event_order on event (position);

-- One row per effect that was asked for with a key; 'RUNNING' until its lease ends, then 'DONE' with the answer to give again.
create table if not exists idempotency (
  scope varchar(100) not null,
  name varchar(200) not null,
  request char(64) not null,
  state varchar(8) not null,
  lease_until bigint not null,
  status int,
  media varchar(100),
  answer bytea,
  created_at bigint not null,
  primary key (scope, name)
);
create index if not exists idempotency_age on idempotency (created_at);

create table if not exists receiver (
  name varchar(100) primary key,
  disabled_at bigint,
  reason varchar(500)
);

-- One lane per Datanet and receiver: who works on it until when, and when its first pending message is due.
create table if not exists lane (
  datanet varchar(200) not null,
  receiver varchar(100) not null,
  owner varchar(100),
  lease_until bigint default 0 not null,
  due_at bigint,
  primary key (datanet, receiver)
);
create index if not exists lane_due on lane (due_at);

create table if not exists outbox (
  id bigint generated always as identity primary key,
  datanet varchar(200) not null,
  receiver varchar(100) not null,
  event varchar(200) not null,
  kind varchar(16) not null,
  digest char(64) not null,
  body bytea not null,
  state varchar(10) not null,
  attempts int default 0 not null,
  created_at bigint not null,
  next_at bigint not null,
  last_at bigint,
  last_status int,
  last_error varchar(500),
  unique (receiver, event),
  foreign key (datanet, receiver) references lane (datanet, receiver)
);
create index if not exists outbox_lane on outbox (datanet, receiver, state, id);
