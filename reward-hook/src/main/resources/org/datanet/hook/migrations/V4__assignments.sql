create table if not exists assignment (
  id bigint generated always as identity primary key,
  datanet varchar(200) not null,
  curator varchar(200) not null,
  sample varchar(200) not null,
  at bigint not null,
  judged_at bigint,
  unique (datanet, curator, sample)
);
