create table if not exists access_token (
  id varchar(40) primary key,
  hash char(64) not null,
  role varchar(20) not null,
  subject varchar(200) not null,
  made_at bigint not null,
  revoked_at bigint
);

create table if not exists audit (
  position bigint generated always as identity primary key,
  at bigint not null,
  actor varchar(250) not null,
  action varchar(60) not null,
  subject varchar(500) not null,
  detail varchar(2500) not null
);

create table if not exists appeal (
  id bigint generated always as identity primary key,
  datanet varchar(200) not null,
  contributor varchar(200) not null,
  sample varchar(200) not null,
  detector varchar(200) not null,
  reason varchar(2000) not null,
  at bigint not null,
  accepted boolean,
  decision varchar(2000),
  decided_at bigint
);
create index if not exists appeal_datanet on appeal (datanet, id);

-- One row per contributor's line of a stored reward report, in the report's order.
create table if not exists reward_line (
  datanet varchar(200) not null,
  report char(64) not null,
  place int not null,
  contributor varchar(200) not null,
  currency varchar(200) not null,
  leaf bytea not null,
  line bytea not null,
  stored_at bigint not null,
  primary key (report, datanet, place)
);
create index if not exists reward_line_contributor on reward_line (contributor, stored_at);
