//! Lists that every page has, that stay in memory until the site is written, and that are read a few times only.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list as one run of bytes: on 100,000 pages the small pieces of lists would be most of what a site keeps in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T> {
    /// As JSON; "" is the empty list.
    json: Box<str>,
    of: PhantomData<T>,
}

impl<T> Default for Packed<T> {
    fn default() -> Packed<T> {
        Packed { json: Box::default(), of: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Packs a list.
    pub fn new(list: &[T]) -> Packed<T> {
        if list.is_empty() {
            return Packed::default();
        }
        Packed { json: serde_json::to_string(list).expect("lists are plain data").into(), of: PhantomData }
    }

    /// Whether it is certain, without unpacking it, that it has no more entries than this.
    pub fn is_within(&self, most: usize) -> bool {
        self.json.len() / 2 <= most
    }

    /// The list.
    pub fn list(&self) -> Vec<T> {
        if self.json.is_empty() {
            return Vec::new();
        }
        serde_json::from_str(&self.json).expect("written by `new`")
    }
}

impl<T: Serialize + DeserializeOwned> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list().serialize(serializer)
    }
}

impl<'de, T: Serialize + DeserializeOwned> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Packed<T>, D::Error> {
        Vec::deserialize(deserializer).map(|list| Packed::new(&list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_as_it_was() {
        for list in [vec![], vec![("a\"\n".to_owned(), Some(1)), (String::new(), None)]] {
            let packed = Packed::new(&list);
            assert_eq!(packed.list(), list);
            let json = serde_json::to_string(&packed).unwrap();
            assert_eq!(json, serde_json::to_string(&list).unwrap());
            assert_eq!(serde_json::from_str::<Packed<(String, Option<u8>)>>(&json).unwrap(), packed);
        }
    }
}
