-- A household or person made by mistake can be removed; the removal is an act like the others.
ALTER TYPE register_event_kind ADD VALUE 'removed';
