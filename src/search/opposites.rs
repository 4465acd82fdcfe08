//! Words that turn a question round: who asks how to remove a key does not ask how to add one, however alike the rest is.
//!
//! A small table of the actions that questions of help pages are about. What is not in it turns nothing round.

use std::collections::HashMap;

use crate::search::stem::Stem;
use crate::search::words::{self, Shape};

/// By language, rows of words; those of one half of a row are the opposite of those of the other. A word may stand in several rows.
const TABLE: &[(&str, &[(&str, &str)])] = &[
    (
        "en",
        &[
            ("add create creation insert", "remove delete deletion erase destroy drop"),
            ("enable activate activation", "disable deactivate deactivation"),
            ("start launch", "stop"),
            ("install installation", "uninstall remove delete deinstall"),
            ("upgrade", "downgrade"),
            ("open", "close"),
            ("up", "down"),
            // Not `with` and `without`: real questions say the first of much else (measured, see `benches/README.md`).
            ("allow permit unblock", "block deny forbid"),
            ("lock", "unlock"),
            ("encrypt encryption", "decrypt decryption"),
            ("import", "export"),
            ("mount", "unmount umount"),
            ("attach", "detach"),
            ("connect", "disconnect"),
            ("subscribe subscription", "unsubscribe"),
            ("login", "logout"),
            ("increase", "decrease reduce"),
            ("upload", "download"),
            ("show", "hide"),
            ("publish", "unpublish"),
            ("grant", "revoke"),
            ("join", "leave"),
        ],
    ),
    (
        "de",
        &[
            ("hinzufügen hinzu anlegen erstellen erstelle erzeugen", "entfernen entferne löschen lösche"),
            ("aktivieren aktiviere einschalten", "deaktivieren deaktiviere ausschalten abschalten"),
            ("starten starte start", "stoppen stoppe anhalten beenden beende"),
            ("installieren installiere installation", "deinstallieren deinstalliere entfernen entferne"),
            ("upgrade upgraden", "downgrade downgraden"),
            ("öffnen öffne", "schließen schließe"),
            ("mit", "ohne"),
            ("sperren sperre", "entsperren entsperre freigeben"),
            ("verschlüsseln verschlüssele", "entschlüsseln entschlüssele"),
            ("importieren importiere import", "exportieren exportiere export"),
            ("verbinden verbinde", "trennen trenne"),
            ("abonnieren abonniere", "abbestellen kündigen"),
            ("anmelden", "abmelden"),
            ("erhöhen erhöhe vergrößern vergrößere", "verringern verringere verkleinern verkleinere"),
            ("hochladen", "herunterladen"),
        ],
    ),
    (
        "fr",
        &[
            ("ajouter ajoute créer crée création", "supprimer supprime suppression retirer enlever effacer"),
            ("activer active activation", "désactiver désactive désactivation"),
            ("démarrer démarre lancer", "arrêter arrête"),
            ("installer installe installation", "désinstaller désinstalle désinstallation supprimer"),
            ("ouvrir ouvre", "fermer ferme"),
            ("avec", "sans"),
            ("bloquer verrouiller", "débloquer déverrouiller"),
            ("chiffrer", "déchiffrer"),
            ("importer", "exporter"),
            ("monter", "démonter"),
            ("connecter", "déconnecter"),
            ("augmenter", "réduire diminuer"),
        ],
    ),
    (
        "es",
        &[
            ("añadir añado agregar agrego crear creo", "eliminar elimino borrar borro quitar quito"),
            ("activar activo habilitar habilito", "desactivar desactivo deshabilitar deshabilito"),
            ("iniciar inicio arrancar", "detener detengo parar"),
            ("instalar instalo instalación", "desinstalar desinstalo eliminar"),
            ("abrir abro", "cerrar cierro"),
            ("con", "sin"),
            ("bloquear bloqueo", "desbloquear desbloqueo"),
            ("cifrar", "descifrar"),
            ("importar", "exportar"),
            ("montar", "desmontar"),
            ("conectar conecto", "desconectar desconecto"),
            ("aumentar", "reducir disminuir"),
            ("subir", "descargar bajar"),
        ],
    ),
    (
        "ru",
        &[
            (
                "добавить добавлять добавление создать создавать создание",
                "удалить удалять удаление убрать убирать стереть",
            ),
            ("включить включать включение активировать", "выключить выключать отключить отключать отключение"),
            ("запустить запускать запуск", "остановить останавливать остановка"),
            ("установить устанавливать установка", "удалить удалять удаление"),
            ("открыть открывать открытие", "закрыть закрывать закрытие"),
            ("обновить обновлять обновление", "откатить откатывать откат"),
            ("с со", "без"),
            ("заблокировать блокировать блокировка", "разблокировать разблокировка"),
            ("зашифровать", "расшифровать"),
            ("импортировать импорт", "экспортировать экспорт"),
            ("подключить подключать подключение", "отключить отключать отключение"),
            ("увеличить увеличивать", "уменьшить уменьшать"),
            ("загрузить", "скачать"),
        ],
    ),
    (
        "ja",
        &[
            ("追加 作成 新規", "削除 除去 消去 消し"),
            ("有効", "無効"),
            ("起動 開始 始め", "停止 止め"),
            ("インストール", "アンインストール 削除"),
            ("開く 開け 開き 開放", "閉じ 閉鎖"),
            ("アップグレード", "ダウングレード"),
            ("アップロード", "ダウンロード"),
            ("接続", "切断"),
            ("暗号化", "復号"),
            ("増や", "減ら"),
            ("ロックする", "ロック解除 ロックを解除 アンロック"),
            ("マウント", "アンマウント"),
            ("ログイン", "ログアウト"),
            ("インポート", "エクスポート"),
        ],
    ),
    (
        "zh",
        &[
            ("添加 新增 创建 創建 新建 建立", "删除 刪除 移除 清除"),
            ("启用 啟用 开启 開啟 打开 打開 激活", "禁用 停用 关闭 關閉"),
            ("启动 啟動 开始 開始", "停止"),
            ("安装 安裝", "卸载 卸載 解除安装 解除安裝 移除"),
            ("升级 升級", "降级 降級"),
            ("上传 上傳", "下载 下載"),
            ("连接 連接 連線", "断开 斷開 中斷"),
            ("加密", "解密"),
            ("锁定 鎖定", "解锁 解鎖"),
            ("登录 登入", "登出 退出"),
            ("挂载 掛載", "卸载 卸載"),
            ("导入 匯入", "导出 匯出"),
            ("增加", "减少 減少"),
        ],
    ),
    (
        "ko",
        &[
            ("추가 생성 만들 만드", "삭제 제거 지우"),
            ("활성화", "비활성화"),
            ("시작", "중지 정지 종료"),
            ("설치", "제거 삭제"),
            ("열기 열려 여는", "닫기 닫으 닫는"),
            ("업그레이드", "다운그레이드"),
            ("업로드", "다운로드"),
            ("연결", "연결 해제 끊"),
            ("암호화", "복호화"),
            ("로그인", "로그아웃"),
            ("가져오기", "내보내기"),
        ],
    ),
];

/// The words of one language that turn questions round.
pub(super) struct Opposites {
    /// By word as the index keeps it, the halves of rows that have it; of a language that writes no blanks the longest first.
    words: Vec<(String, Sides)>,
    places: HashMap<String, usize>,
    is_dense: bool,
}

/// Which halves of the rows a text has words of, one bit a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides([u32; 2]);

impl Opposites {
    /// Of a BCP 47 tag. `is_dense` says whether words are written without blanks, or with endings that no stemmer takes off.
    pub(super) fn of(lang: &str, stem: &Stem, is_dense: bool) -> Opposites {
        let primary = lang.split('-').next().unwrap_or_default();
        let rows = TABLE.iter().find(|(known, _)| *known == primary).map_or(&[][..], |(_, rows)| rows);
        let mut known: HashMap<String, Sides> = HashMap::new();
        for (row, (one, other)) in rows.iter().enumerate() {
            for (half, list) in [one, other].into_iter().enumerate() {
                for word in list.split(' ') {
                    let folded = words::fold(word);
                    let word = if is_dense { folded } else { stem.term(&words::lower(word), &folded) };
                    known.entry(word).or_default().0[half] |= 1 << row;
                }
            }
        }
        let mut words: Vec<(String, Sides)> = known.into_iter().collect();
        words.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        let places = words.iter().enumerate().map(|(place, (word, _))| (word.clone(), place)).collect();
        Opposites { words, places, is_dense }
    }

    /// What a text says of each row.
    pub(super) fn sides(&self, stem: &Stem, text: &str) -> Sides {
        let mut sides = Sides::default();
        if self.is_dense {
            let mut text = words::fold(&words::normal(text));
            for (word, of) in &self.words {
                if text.contains(word.as_str()) {
                    sides.join(*of);
                    // What is part of a longer word is not the word: アンインストール.
                    text = text.replace(word.as_str(), " ");
                }
            }
            return sides;
        }
        words::pieces(&words::normal(text), &mut |piece| {
            if piece.shape == Shape::Word {
                let term = stem.term(&words::lower(&piece.text), &words::fold(&piece.text));
                self.places.get(&term).inspect(|place| sides.join(self.words[**place].1));
            }
        });
        sides
    }
}

impl Sides {
    /// Takes over what another wording says.
    pub(super) fn join(&mut self, other: Sides) {
        self.0[0] |= other.0[0];
        self.0[1] |= other.0[1];
    }

    /// Whether one asks the opposite of the other: of some row each has one half, and not the same.
    pub(super) fn turn_round(self, other: Sides) -> bool {
        let ([one, back], [other, other_back]) = (self.0, other.0);
        (one & !back) & (other_back & !other) != 0 || (back & !one) & (other & !other_back) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_and_its_opposite_are_two() {
        let turn = |lang: &str, one: &str, other: &str| {
            let stem = Stem::of(lang);
            let is_dense = matches!(&lang[..2], "ja" | "zh" | "ko");
            let opposites = Opposites::of(lang, &stem, is_dense);
            opposites.sides(&stem, one).turn_round(opposites.sides(&stem, other))
        };
        let opposite = [
            ("en", "How do I add an SSH key?", "Removing an SSH key"),
            ("en-GB", "How do I install Docker?", "How do I remove Docker?"),
            ("de", "Ohne Passwort anmelden", "Mit einem Passwort anmelden"),
            ("de", "Wie füge ich einen Schlüssel hinzu?", "Wie lösche ich einen Schlüssel?"),
            ("de", "Wie deaktiviere ich IPv6?", "IPv6 aktivieren"),
            ("fr", "Comment ajouter une clé ?", "Comment supprimer une clé ?"),
            ("es", "¿Cómo instalo Docker?", "¿Cómo desinstalo Docker?"),
            ("ru", "Как удалить ключ?", "Как добавить ключ?"),
            ("ja", "Dockerをインストールする方法", "Dockerをアンインストールする方法"),
            ("zh-Hant", "如何安裝 Docker?", "如何解除安裝 Docker?"),
            ("ko", "방화벽을 활성화하려면?", "방화벽을 비활성화하려면?"),
        ];
        for (lang, one, other) in opposite {
            assert!(turn(lang, one, other) && turn(lang, other, one), "{one} = {other}");
        }
        let alike = [
            ("en", "How do I add an SSH key?", "Where are SSH keys added?"),
            ("en", "How do I stop a service from starting?", "Why does a service start?"),
            ("en", "How do I set up a VPN?", "VPN without root"),
            ("de", "Wie lösche ich einen Server?", "Server entfernen"),
            ("ja", "Dockerをアンインストールする方法", "Dockerのアンインストール"),
            ("th", "add", "remove"),
        ];
        for (lang, one, other) in alike {
            assert!(!turn(lang, one, other), "{one} = {other}");
        }
    }
}
