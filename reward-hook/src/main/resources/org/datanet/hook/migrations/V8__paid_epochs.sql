-- Which report paid which epoch: one row an epoch, so that no second report of it is taken or made.
create table if not exists paid_epoch (
  datanet varchar(200) not null,
  epoch int not null,
  report char(64) not null,
  at bigint not null,
  primary key (datanet, epoch)
);
insert into paid_epoch (datanet, epoch, report, at)
  select datanet, epoch, report, reported_at from epoch_round where report is not null and reported_at is not null
  on conflict do nothing;
