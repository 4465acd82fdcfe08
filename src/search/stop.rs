//! Stop words: what a question is made of besides its subject.
//!
//! They stay findable, but count an eighth, and are not even looked up where the query says enough without them. Their list travels in the router.

use crate::search::words;

/// The stop words of a language, folded and joined by spaces; of a script without spaces, as the pairs that it is cut into.
/// `的-` stands for the ideograph and every pair that it is in: with few exceptions such a pair lies across the border of two words.
pub(crate) fn words(lang: &str) -> String {
    let mut tag = lang.split('-');
    let (primary, script) = (tag.next().unwrap_or_default().to_ascii_lowercase(), tag.next().unwrap_or_default());
    let list = match primary.as_str() {
        "zh" if matches!(script, "Hant" | "TW" | "HK" | "MO") => {
            "什麼 怎麼 怎樣 如何 為什 為何 是什 哪些 哪個 哪裡 哪種 多少 幾個 是否 可以 有什 有哪 在 和 的- 了- 是- 嗎- 呢- 吧- 什- 麼- 哪- 誰- 怎-"
        }
        primary => LISTS.iter().find(|(lang, _)| *lang == primary).map_or("", |(_, list)| list),
    };
    let mut all: Vec<String> = list.split_whitespace().map(words::fold).collect();
    all.sort_unstable();
    all.dedup();
    all.join(" ")
}

/// By language.
const LISTS: &[(&str, &str)] = &[
    (
        "ar",
        "ما ماذا من متى أين كيف لماذا هل كم أي التي الذي هذا هذه ذلك في على إلى عن مع أو و ثم أن إن كان كانت يكون هو هي هم أنا نحن لا لم لن قد كل بعض بعد قبل عند",
    ),
    (
        "cs",
        "a i aby ale ani ano co či do já jak jaké jaký jako je jeho její jejich jen jsem jsi jsou k kde kdo kdy když která které který má mám mi můj můžu na nad ne nebo o od pak po pod podle pro proč protože před při s se si tak také tam ten to toto tu u už v ve více však všechny z za že",
    ),
    (
        "da",
        "af alle at blev da de dem den der deres det dig din du efter eller en er et for fra ham han har have hun hvad hvem hver hvilke hvilken hvis hvor hvordan hvorfor hvornår i ikke ind jeg jer kan kunne man med meget men mig min mod ned nogle nu når og også om op os over på sig sin skal skulle som så til ud under var vi vil ville være",
    ),
    (
        "de",
        "aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gegen gibt hab habe haben hat hatte hier hin hinter ich ihm ihn ihr ihre im in ist ja jede jeden jeder jedes kann kein keine können könnte machen man mehr mein meine meinem meinen meiner mich mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine sich sie sind so solche soll sollte über um und uns unser unter viel viele vom von vor wann war waren warum was welche welchem welchen welcher welches wenn wer werde werden wie wieder wieso will wir wird wo woher wohin womit wurde wurden würde zu zum zur zwischen",
    ),
    (
        "en",
        "a about after again all also am an and any anyone are aren't as at be because been before being best between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else every few for from get gets getting give given go got had has hasn't have haven't having he her here hers him his how however i i'd i'll i'm i've if in into is isn't it it's its itself just know less let like make makes many may me mean might mine more most much must my myself need needs no nor not now of off on once one only onto or other our ours out over own please possible really same shall she should so some something such than that that's the their theirs them then there these they thing things this those through to too under until up upon us use used using very want was wasn't way ways we were what what's when where whether which while who whom whose why will with within without won't would you you're your yours",
    ),
    (
        "es",
        "a al algo algún alguna algunos ante antes aquí así aún aunque cada como cómo con cual cuál cuales cuáles cuando cuándo cuanto cuánto cuántos cuántas de del desde donde dónde dos durante e el él ella ellas ellos en entre era es esa ese eso esta está están este esto estos estas fue fueron ha había hace hacer han hasta hay la las le les lo los más me mi mis muy nada ni no nos o otra otro otros para pero poco por porque puede pueden puedo que qué quien quién quienes se ser si sí sido sin sobre son soy su sus también tan tener tengo tiene tienen todo todos tu tus un una uno unos y ya yo",
    ),
    (
        "fi",
        "ei eivät en että he hän ja jos joka jota jotka kanssa kuin kuinka kuka kun me mihin mikä miksi milloin minkä minun minä missä mistä miten mitä mitkä mutta myös ne niin nyt näin oli olla on onko ovat saa se sekä sen siitä sinä sitä tai te tämä tämän tätä voi voin voiko vai vain vaan",
    ),
    (
        "fr",
        "à afin ai ainsi alors après as au aucun aussi autre autres aux avant avec avez avoir c ça car ce ceci cela celle celui ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des donc dont du elle elles en encore entre est et étaient était être eu eux fait faire faut il ils j je jusqu l la là le les leur leurs lors lorsque lui m ma mais me même mes moi moins mon n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent peux plus pour pourquoi puis puisque qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si sien son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers voir vos votre vous y",
    ),
    (
        "it",
        "a ad agli ai al alla alle allo anche avere c che chi ci ciò co come con così cosa cui d da dagli dai dal dalla dalle dallo degli dei del della delle dello di dopo dove e è ed era erano essere fa fare fra gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nella nelle nello noi non nostro o ogni perché per più può posso poi prima qual quale quali quando quanta quante quanti quanto quella quelle quelli quello questa queste questi questo qui se sei senza si sia sono sta su sua sue sugli sui sul sulla sulle suo suoi tra tu tutti tutto tuo un una uno vi voi",
    ),
    (
        "ja",
        "です ます すか ませ せん でし した する して され れる れた てい いる ある あり こと もの ため には では とは から まで より など この その あの どの どれ どこ だれ いつ なに なぜ どう うや やっ って よう うす うに すれ ばい のか 何が 何を 何で 何か は何 が何 のは ので られ た何 の何 何 誰 は が を に で と の も か",
    ),
    (
        "ko",
        "무엇 어떻 떻게 어디 언제 누구 얼마 입니 니까 니다 습니 합니 하는 하나 나요 인가 가요 에서 으로 이란 있는 있나 이다",
    ),
    (
        "nl",
        "aan al alle als altijd ander bij daar dan dat de der deze die dit doch doen door dus een en er ge geen had heb hebben heeft hem het hier hij hoe hoeveel hun iets ik in is ja je jij jullie kan kun kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over te tegen tot u uit uw van veel voor waar waarom wanneer want waren was wat we wel welk welke werd wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou",
    ),
    (
        "no",
        "alle at av ble bli da de deg den denne der dere det dette din du eller en er et etter for fra få ha har han hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i ikke inn jeg kan kom kunne man med meg men mer min mot må ned noe noen når og også om opp oss over på seg sin skal skulle som så til ut var ved vi vil ville være",
    ),
    (
        "pl",
        "a aby ale ani bardzo bez bo być był była było były ci co czego czemu czy dla do dlaczego gdy gdzie go i ich ile im ja jak jaka jaki jakie jako je jego jej jest jestem jeśli już każdy kiedy kto która które który lub ma mam mi mnie mogę może można mój my na nad nam nas nie niż no o od on ona oni oraz po pod ponieważ przed przez przy są się skąd tak także tam te tego tej ten to tu twój ty tylko tym u w we więc wszystko z za ze że",
    ),
    (
        "pt",
        "a à ao aos as às até com como da das de dela dele do dos e é ela elas ele eles em entre era essa esse esta está estão este eu faço fazer foi for foram há isso isto já lhe mais mas me mesmo meu meus minha muito na nas não nem no nos nós o onde os ou para pela pelas pelo pelos pode podem por porque porquê posso qual quais quando quanto quantos quantas que quê quem são se sem ser será seu seus só sobre sua suas também te tem tenho ter teu toda todo todos tu um uma você vocês",
    ),
    (
        "ru",
        "а без более бы был была были было быть в вам вас во вот все всего всех вы где да даже для до его ее если есть еще же за здесь и из или им их к как какая какие каким какими каких какого какое какой какую когда кого который которая которые которого кому котором кто куда ли либо лишь между меня мне много могу может можно мой моя мы на над надо нам нас наш не него нее нет ни них но ну нужно о об один он она они оно от откуда очень по под после потом почему при про с сам свой себе себя сколько со так также такое такой там те тем то того тоже той только том тот ты у уже чего чем что чтобы чья эта эти это этого этой этом этот эту я",
    ),
    (
        "sv",
        "alla allt att av blev bli bort då de deg dem den denna deras dess dessa det detta dig din dina du efter ej eller en er ett finns från för få ha hade han har hon hur här i icke in inte ja jag kan kunde man med mellan men mig min mina mot mycket ni nu när någon något några och om oss på samma sedan sig sin skall ska som så till under upp ut utan vad var vara varför varit vart vem vi vid vilka vilken vilket vill är över",
    ),
    (
        "tr",
        "acaba ama bana bazı belki ben beni benim bir biri biz bu bunu bunun çok çünkü da daha de değil diye en gibi hangi hem hep her hiç için ile ise kadar ki kim kimin mi mı mu mü nasıl ne neden nerede nereye niçin niye o olan olarak oldu olur on ona onlar onu onun sen siz şey şu ve veya ya yani",
    ),
    (
        "uk",
        "а але б без би був була були було бути в вам вас він вона вони воно все всі де для до його її з за зі і із їх й як яка який яке які якого якої якщо коли кого кому котрий куди ли мені мене ми може можна мій моя на над нам нас не немає ні ну о об однак по під після потрібно при про та так також там те ти тим то того той тому треба ту у хто це цей ця ці чи чого чому що щоб я є",
    ),
    (
        "zh",
        "什么 怎么 怎样 如何 为什 为何 是什 哪些 哪个 哪里 哪种 多少 几个 是否 可以 有什 有哪 在 和 的- 了- 是- 吗- 呢- 吧- 什- 么- 哪- 谁- 怎-",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_folded() {
        let has = |lang: &str, word: &str| words(lang).split(' ').any(|known| known == word);
        assert!(
            has("en-GB", "dont")
                && has("de", "fur")
                && has("fr", "meme")
                && has("zh-Hant", "什麼")
                && has("zh-Hans", "什么")
        );
        assert!(!has("en", "ssh") && words("tlh").is_empty());
    }
}
