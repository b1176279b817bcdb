-- One row per epoch that the scheduler has seen: when it was open, which receipts it pays, and when that was reported.
create table if not exists epoch_round (
  datanet varchar(200) not null,
  epoch int not null,
  opened_at bigint not null,
  revealing_at bigint,
  closed_at bigint,
  first_receipt bigint not null,
  end_receipt bigint,
  report char(64),
  reported_at bigint,
  primary key (datanet, epoch)
);
