-- The proposed rounds that somebody left unticked when others were planned: they stay unticked for whoever opens the proposal.
ALTER TABLE round_proposal ADD COLUMN set_aside uuid[] NOT NULL DEFAULT '{}';
