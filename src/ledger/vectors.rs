//! Frozen vectors: the exact bytes of the ledger's formats. A log that was written once must
//! verify for ever, so what fails here is never to be answered by changing what it expects.
