import { openPage } from "../shared/open-page.tsx";
import { SignIn } from "../shared/sign-in.tsx";
import { LanguageChoice } from "./language.tsx";
import { Portal } from "./portal.tsx";

void openPage((configuration) => (
  <LanguageChoice>
    <SignIn configuration={configuration} scope="openid profile email">
      <Portal />
    </SignIn>
  </LanguageChoice>
));
