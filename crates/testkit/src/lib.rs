//! Vector loaders, mutators and the finder of external programs that the tests share.
