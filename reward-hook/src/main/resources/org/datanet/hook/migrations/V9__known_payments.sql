-- What others say paid an epoch, and what the owner has said to know of: it is not asked about again.
create table if not exists known_payment (
  datanet varchar(200) not null,
  epoch int not null,
  report char(64) not null,
  at bigint not null,
  primary key (datanet, epoch, report)
);

-- Until when runs count as paid, where the owner has taken a payment over whose receipts could not be told: those that are sent in again are not paid again.
create table if not exists paid_until (
  datanet varchar(200) primary key,
  ended_at bigint not null
);
