"""The stored series, as the main database knows them; their bars lie in the other one."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base


class Series(Base):
    """One series: its name, its calendar, its owner (none: everybody's), what is known of it."""

    __tablename__ = "series"
    __table_args__ = (sa.UniqueConstraint("source", "symbol", "timeframe"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("gen_random_uuid()"))
    source: Mapped[str] = mapped_column(sa.Text)
    symbol: Mapped[str] = mapped_column(sa.Text, index=True)
    timeframe: Mapped[str] = mapped_column(sa.Text)
    calendar: Mapped[str] = mapped_column(sa.Text)
    owner_id: Mapped[UUID | None]
    # Found by reading the whole series; true of this revision of it only.
    revision: Mapped[int | None] = mapped_column(sa.BigInteger)
    gaps: Mapped[int | None] = mapped_column(sa.BigInteger)
    gap_bars: Mapped[int | None] = mapped_column(sa.BigInteger)
    gap_longest_ns: Mapped[int | None] = mapped_column(sa.BigInteger)
    dataset_hash: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(
        sa.TIMESTAMP(timezone=True), server_default=sa.func.now()
    )
